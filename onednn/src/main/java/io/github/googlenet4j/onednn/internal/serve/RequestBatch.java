package io.github.googlenet4j.onednn.internal.serve;

import io.github.googlenet4j.onednn.internal.plan.Plan;
import io.github.googlenet4j.onednn.internal.plan.Workspace;
import io.github.googlenet4j.onednn.internal.primitive.IndexRange;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests that run together as one batch. Its pictures are those of the first request, then those
 * of the second, and so on.
 *
 * <p>Used again for later batches. Allocates nothing as long as its capacity suffices; therefore
 * its loops have indices instead of iterators. Filled by one thread, then read by several.
 */
final class RequestBatch {
  private final List<InferenceRequest> requests;

  /**
   * @param capacity requests that it takes without allocating
   */
  RequestBatch(int capacity) {
    this.requests = new ArrayList<>(capacity);
  }

  void add(InferenceRequest request) {
    requests.add(request);
  }

  void clear() {
    requests.clear();
  }

  /** Number of requests. */
  int size() {
    return requests.size();
  }

  InferenceRequest get(int index) {
    return requests.get(index);
  }

  /** Pictures of all requests. */
  int pictures() {
    int sum = 0;
    for (int i = 0; i < requests.size(); i++) {
      sum += requests.get(i).count();
    }
    return sum;
  }

  /**
   * Copies some of the pictures to a workspace.
   *
   * @param first of these pictures, which becomes the workspace's first picture
   * @param count of these pictures
   * @param rows which rows of each picture
   */
  void writePictures(Workspace workspace, int first, int count, IndexRange rows) {
    int begin = 0; // index of a request's first picture in the batch
    for (int i = 0; i < requests.size(); i++) {
      InferenceRequest request = requests.get(i);
      int from = Math.max(first, begin);
      int some = Math.min(first + count, begin + request.count()) - from;
      if (some > 0) {
        workspace.writePictures(from - first, request.pictures(), from - begin, some, rows);
      }
      begin += request.count();
    }
  }

  /**
   * Copies a workspace's outputs for some of the pictures to their requests.
   *
   * @param plan that has run
   * @param first of these pictures, which was the workspace's first picture
   * @param count of these pictures
   */
  void readOutputs(Workspace workspace, Plan plan, int first, int count) {
    int begin = 0; // index of a request's first picture in the batch
    for (int i = 0; i < requests.size(); i++) {
      InferenceRequest request = requests.get(i);
      int from = Math.max(first, begin);
      int some = Math.min(first + count, begin + request.count()) - from;
      if (some > 0) {
        workspace.readOutputs(plan, from - first, request.outputs(), from - begin, some);
      }
      begin += request.count();
    }
  }
}
