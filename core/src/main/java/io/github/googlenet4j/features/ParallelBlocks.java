package io.github.googlenet4j.features;

import io.github.googlenet4j.concurrent.Uninterrupted;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Computes numbered blocks on a fixed number of threads, the caller's among them. For one caller.
 *
 * <p>The JVM's common pool is not used: its size is that of the machine, not the recipe's {@code
 * machine.threads}.
 */
public final class ParallelBlocks implements AutoCloseable {
  private final int helpers;
  private final BooleanSupplier stop;
  private final ExecutorService pool;
  private final List<Thread> started = new ArrayList<>();

  /**
   * @param threads in all; 0 for all cores
   * @param stop asked on the caller's thread, before each of its blocks
   */
  public ParallelBlocks(int threads, BooleanSupplier stop) {
    this.helpers = (threads == 0 ? Runtime.getRuntime().availableProcessors() : threads) - 1;
    this.stop = stop;
    this.pool =
        Executors.newFixedThreadPool(
            Math.max(1, helpers), // starts no thread before there is work for it
            task -> {
              Thread thread = new Thread(task, "feature training");
              thread.setDaemon(true);
              started.add(thread); // called on the one thread that submits
              return thread;
            });
  }

  /**
   * Computes blocks 0 to {@code count - 1}, each once, on any thread, in any order.
   *
   * @throws CancellationException if {@code stop} is true; some blocks are not computed then
   */
  public void run(int count, IntConsumer block) {
    AtomicInteger next = new AtomicInteger();
    AtomicBoolean ended = new AtomicBoolean();
    List<Future<?>> others = new ArrayList<>();
    for (int i = 0; i < Math.min(helpers, count - 1); i++) {
      others.add(
          pool.submit(
              () -> {
                for (int b = next.getAndIncrement();
                    b < count && !ended.get();
                    b = next.getAndIncrement()) {
                  block.accept(b);
                }
              }));
    }
    try {
      for (int b = next.getAndIncrement(); b < count; b = next.getAndIncrement()) {
        requireGoing();
        block.accept(b);
      }
    } finally {
      ended.set(next.get() < count);
      others.forEach(ParallelBlocks::await);
    }
  }

  /**
   * Ends the work if that was asked for.
   *
   * @throws CancellationException if {@code stop} is true
   */
  public void requireGoing() {
    if (stop.getAsBoolean()) {
      throw new CancellationException("stopped");
    }
  }

  private static void await(Future<?> work) {
    boolean interrupted = false;
    while (true) {
      try {
        work.get();
        break;
      } catch (InterruptedException e) {
        interrupted = true; // a block takes milliseconds
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
    started.forEach(Uninterrupted::join);
  }
}
