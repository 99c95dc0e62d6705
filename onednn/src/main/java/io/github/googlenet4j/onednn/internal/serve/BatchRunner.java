package io.github.googlenet4j.onednn.internal.serve;

import java.util.Map;

/** Runs batches for one worker, one at a time. */
interface BatchRunner extends AutoCloseable {
  /**
   * Runs all pictures of a batch and copies the outputs to its requests, whose output arrays are
   * set. Allocates nothing, once there is a plan for this number of pictures.
   */
  void run(RequestBatch batch);

  /**
   * Whether any thread may call {@link #run} for this number of pictures. A thread must be the
   * worker's own where a plan has to be compiled, and where OpenMP's threads are used.
   */
  boolean runsOnAnyThread(int pictures);

  /** oneDNN's names of the kernels for this number of pictures, by node. */
  Map<String, String> kernels(int pictures);

  @Override
  void close();
}
