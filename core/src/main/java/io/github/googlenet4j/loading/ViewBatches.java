package io.github.googlenet4j.loading;

import io.github.googlenet4j.image.Crops;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.image.Preparation;
import io.github.googlenet4j.image.View;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * Views that wait for the network. A batch is filled with those of several kinds of crops and of
 * several pictures. Programs of the same preparation share views and batches. Used by one thread.
 */
final class ViewBatches {
  /** A view, and where its values go. */
  private record Waiting(View view, ViewMeans means, int kind) {}

  /** Programs of one preparation. */
  private static final class Group {
    final List<Integer> members = new ArrayList<>();
    final Queue<Waiting> waiting = new ArrayDeque<>();
    int largest = Integer.MAX_VALUE;
    FloatBuffer buffer = FloatBuffer.allocate(0);
  }

  private final List<Member> members;
  private final List<Crops> crops;
  private final Map<Preparation, Group> groups = new LinkedHashMap<>();

  /**
   * @param expected views in all; a batch is not made larger
   */
  ViewBatches(List<Member> members, List<Crops> crops, long expected) {
    this.members = members;
    this.crops = crops;
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      Group group = groups.computeIfAbsent(member.preparation(), preparation -> new Group());
      group.members.add(i);
      group.largest = Math.min(group.largest, member.program().largestBatch());
    }
    groups.forEach(
        (preparation, group) -> {
          long most = Math.min(expected, PicturePipeline.mostPictures(preparation));
          group.largest = (int) Math.max(1, Math.min(group.largest, most));
          int size = 3 * preparation.crop() * preparation.crop();
          group.buffer = PicturePipeline.buffer(group.largest * size);
        });
  }

  /** Views in a batch at most. */
  int largest() {
    return groups.values().stream().mapToInt(group -> group.largest).max().orElse(1);
  }

  /** The views of a picture for each preparation and each kind of crops, for {@link #add}. */
  List<List<List<View>>> views(Picture picture) {
    List<List<List<View>>> views = new ArrayList<>();
    for (Preparation preparation : groups.keySet()) {
      views.add(crops.stream().map(kind -> kind.of(picture, preparation)).toList());
    }
    return views;
  }

  /** Lets a picture's views wait. */
  ViewMeans add(List<List<List<View>>> views) {
    ViewMeans means = new ViewMeans(crops, members.size());
    int at = 0;
    for (Group group : groups.values()) {
      List<List<View>> kinds = views.get(at++);
      for (int kind = 0; kind < kinds.size(); kind++) {
        for (View view : kinds.get(kind)) {
          group.waiting.add(new Waiting(view, means, kind));
        }
      }
    }
    return means;
  }

  /** Whether a batch is full. */
  boolean isFull() {
    return groups.values().stream().anyMatch(group -> group.waiting.size() >= group.largest);
  }

  /** Whether no view waits. */
  boolean isEmpty() {
    return groups.values().stream().allMatch(group -> group.waiting.isEmpty());
  }

  /** Runs a batch: a full one if there is one. */
  void run() {
    Group chosen =
        groups.values().stream()
            .filter(group -> group.waiting.size() >= group.largest)
            .findFirst()
            .or(
                () ->
                    groups.values().stream().filter(group -> !group.waiting.isEmpty()).findFirst())
            .orElseThrow();
    List<Waiting> batch = new ArrayList<>();
    while (batch.size() < chosen.largest && !chosen.waiting.isEmpty()) {
      Waiting next = chosen.waiting.remove();
      next.view().into(chosen.buffer, batch.size());
      batch.add(next);
    }
    for (int member : chosen.members) {
      float[] values = members.get(member).program().run(chosen.buffer, batch.size()).main();
      int width = values.length / batch.size();
      for (int i = 0; i < batch.size(); i++) {
        Waiting done = batch.get(i);
        done.means().add(done.kind(), member, values, i * width, width);
      }
    }
  }
}
