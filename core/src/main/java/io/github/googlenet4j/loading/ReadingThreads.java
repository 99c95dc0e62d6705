package io.github.googlenet4j.loading;

import io.github.googlenet4j.concurrent.Uninterrupted;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that read pictures side by side while their caller waits. */
final class ReadingThreads implements AutoCloseable {
  private final ExecutorService pool;
  private final List<Thread> started = new CopyOnWriteArrayList<>();

  /**
   * @param threads 0 for one on each core
   */
  ReadingThreads(int threads) {
    this.pool =
        Executors.newFixedThreadPool(
            count(threads),
            task -> {
              Thread thread = new Thread(task, "pictures");
              thread.setDaemon(true);
              started.add(thread);
              return thread;
            });
  }

  /** How many threads that number stands for. */
  static int count(int threads) {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }

  /**
   * Does all work and gives its results in order.
   *
   * @throws CancellationException if the calling thread is interrupted; the threads have ended then
   */
  <T> List<T> all(List<Callable<T>> work) {
    List<T> results = new ArrayList<>();
    try {
      for (Future<T> done : pool.invokeAll(work)) {
        results.add(done.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close(); // those that still read must not write into what is used next
      throw new CancellationException("interrupted while pictures were read");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
    return results;
  }

  @Override
  public void close() {
    pool.shutdownNow();
    started.forEach(Uninterrupted::join); // the interrupt ends a decoder at its next read
  }
}
