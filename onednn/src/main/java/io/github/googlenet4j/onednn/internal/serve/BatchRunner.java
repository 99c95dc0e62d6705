package io.github.googlenet4j.onednn.internal.serve;

import java.util.List;
import java.util.Map;

/** Runs batches for one lane, one at a time, on the calling thread or on threads of its own. */
interface BatchRunner extends AutoCloseable {
  /**
   * Runs all pictures of these requests, whose results have their places. Allocates nothing, once
   * there is a plan for so many.
   */
  void run(List<InferenceRequest> together, int pictures);

  /** Whether any thread can run so many pictures, with {@code OpenMp} alone: all is compiled. */
  boolean runsOnAnyThread(int pictures);

  /** oneDNN's name of the kernel that computes each node, for so many pictures. */
  Map<String, String> kernels(int pictures);

  @Override
  void close();
}
