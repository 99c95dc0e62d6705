package io.github.googlenet4j.onednn.internal.serve;

import io.github.googlenet4j.onednn.internal.nativelib.OpenMp;
import io.github.googlenet4j.onednn.internal.primitive.CompilationInputs;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the runner for a batch, and starts each runner when it is first needed.
 *
 * <p>A large batch is divided by pictures. A small one is divided by rows, or where there are many
 * cores by OpenMP's threads. No worker uses both, since OpenMP's threads spin for a while after a
 * run, on the cores of the others. OpenMP is also used where the other runners cannot start, for
 * instance because JNA cannot be loaded.
 *
 * <p>Not thread-safe.
 */
final class RunnerSelector implements AutoCloseable {
  private final int threads;
  private final LazyRunner byPictures;
  private final LazyRunner byRows;
  private final LazyRunner byOpenMp;

  /** The runners of a worker, with so many threads each. */
  static RunnerSelector of(String name, int threads, CompilationInputs compilation) {
    // If OpenMP pins threads to cores, threads that a pinned one starts share its core.
    boolean pinned = OpenMp.pinsThreads(System.getenv());
    return new RunnerSelector(
        threads,
        new LazyRunner(
            !pinned, () -> new BatchParallelRunner(name + "-core", threads, compilation)),
        new LazyRunner(
            !pinned && RowParallelRunner.suits(threads),
            () -> new RowParallelRunner(name + "-row", threads, compilation)),
        new LazyRunner(
            true,
            () -> {
              OpenMp.setThreads(threads);
              return new OpenMpRunner(compilation);
            }));
  }

  RunnerSelector(int threads, LazyRunner byPictures, LazyRunner byRows, LazyRunner byOpenMp) {
    this.threads = threads;
    this.byPictures = byPictures;
    this.byRows = byRows;
    this.byOpenMp = byOpenMp;
  }

  private LazyRunner best(int pictures) {
    return BatchParallelRunner.suits(pictures, threads) ? byPictures : byRows;
  }

  /**
   * The best runner for so many pictures, of those that can start. Allocates nothing once it has
   * started.
   *
   * @throws RuntimeException or an error if none can start; the failures of those that were tried
   *     before are its suppressed exceptions
   */
  BatchRunner get(int pictures) {
    LazyRunner best = best(pictures);
    BatchRunner runner = best.tryGet();
    if (runner == null) {
      runner = byRows.tryGet();
    }
    return runner == null ? openMpAfter(best) : runner;
  }

  private BatchRunner openMpAfter(LazyRunner best) {
    try {
      return byOpenMp.get();
    } catch (RuntimeException | Error e) {
      best.addFailureTo(e);
      if (best != byRows) {
        byRows.addFailureTo(e);
      }
      throw e;
    }
  }

  /** The best runner for so many pictures, if it has started already. */
  @Nullable BatchRunner started(int pictures) {
    return best(pictures).started();
  }

  @Override
  public void close() {
    byPictures.close();
    byRows.close();
    byOpenMp.close();
  }
}
