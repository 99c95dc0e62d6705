package io.github.googlenet4j.onednn.internal.serve;

import io.github.googlenet4j.onednn.internal.primitive.CompilationInputs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Divides a large batch by pictures: one thread for each core computes its part of them alone.
 *
 * <p>Cores then need not wait for each other at every operation. Nor do they read what other cores
 * have just written, which is slow where cores share no cache (docs/decisions.md). In return each
 * core reads all weights, and has a {@code Workspace} of its own.
 */
final class BatchParallelRunner implements BatchRunner {
  private static final int LEAST_PICTURES_PER_CORE = 2;

  private final List<BatchPartWorker> workers = new ArrayList<>();

  /**
   * Starts its threads.
   *
   * @param name of its threads, before their number
   * @param cores how many threads
   * @throws RuntimeException or an error if they cannot start; nothing is left then
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

  /** Whether so many pictures are faster this way than with all cores on each picture. */
  static boolean suits(int pictures, int cores) {
    return cores > 1 && pictures >= LEAST_PICTURES_PER_CORE * cores;
  }

  @Override
  public void run(RequestBatch batch) {
    int pictures = batch.pictures();
    int first = 0;
    for (int i = 0; i < workers.size(); i++) {
      int end = first + part(pictures - first, workers.size() - i);
      workers.get(i).begin(batch, first, end - first);
      first = end;
    }
    @Nullable Throwable failure = null;
    for (int i = 0;
        i < workers.size();
        i++) { // all of them, also after a failure: they read the batch
      Throwable one = workers.get(i).await();
      failure = failure == null ? one : failure;
    }
    TaskThread.rethrow(failure);
  }

  /** Its own threads do all the work. */
  @Override
  public boolean runsOnAnyThread(int pictures) {
    return true;
  }

  /** The kernels of the largest part of the batch. */
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
