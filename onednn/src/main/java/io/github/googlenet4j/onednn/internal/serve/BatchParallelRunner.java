package io.github.googlenet4j.onednn.internal.serve;

import io.github.googlenet4j.onednn.internal.primitive.CompilationInputs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Threads of a lane's, one for each core, among which the pictures of a large batch are shared out.
 *
 * <p>So cores need not wait for each other at every operation, nor fetch what another one has
 * written, which takes long where they have no cache in common (docs/decisions.md). The price is
 * that each reads all weights, and has a {@code Workspace} of its own.
 */
final class BatchParallelRunner implements BatchRunner {
  /** Fewest pictures for each core. */
  static final int LEAST_PICTURES_PER_CORE = 2;

  private final List<BatchPartWorker> workers = new ArrayList<>();

  /**
   * Begins its threads.
   *
   * @param name of its threads
   * @param cores of the lane
   * @throws RuntimeException or an error if that cannot be; nothing is left then
   */
  BatchParallelRunner(String name, int cores, CompilationInputs compilation) {
    try {
      for (int i = 0; i < cores; i++) {
        workers.add(new BatchPartWorker(name + "-" + i, compilation));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Whether so many pictures are better shared out than computed by all cores together. */
  static boolean suits(int pictures, int cores) {
    return cores > 1 && pictures >= LEAST_PICTURES_PER_CORE * cores;
  }

  @Override
  public void run(List<InferenceRequest> together, int pictures) {
    int first = 0;
    for (int i = 0; i < workers.size(); i++) {
      int end = first + part(pictures - first, workers.size() - i);
      workers.get(i).begin(together, first, end - first);
      first = end;
    }
    @Nullable Throwable failure = null;
    for (int i = 0; i < workers.size(); i++) { // all, also after a failure: they read requests
      Throwable one = workers.get(i).await();
      failure = failure == null ? one : failure;
    }
    TaskThread.rethrow(failure);
  }

  /** All of it is its own threads' to do. */
  @Override
  public boolean runsOnAnyThread(int pictures) {
    return true;
  }

  /** Of the largest part of the batch. */
  @Override
  public Map<String, String> kernels(int pictures) {
    return workers.get(0).kernels(part(pictures, workers.size()));
  }

  private static int part(int pictures, int workers) {
    return (pictures + workers - 1) / workers;
  }

  @Override
  public void close() {
    workers.forEach(BatchPartWorker::close);
  }
}
