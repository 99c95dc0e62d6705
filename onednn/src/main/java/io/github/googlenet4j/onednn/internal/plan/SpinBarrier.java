package io.github.googlenet4j.onednn.internal.plan;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A barrier at which the threads of a run wait for each other, mostly for some microseconds.
 *
 * <p>A waiting thread spins first, and then yields its core. It does not sleep, since waking up
 * takes longer than the usual wait. Allocates nothing.
 */
public final class SpinBarrier {
  private static final int SPINS = 2_000; // 20 to 80 microseconds

  private final int threads;
  private final AtomicInteger arrived = new AtomicInteger();
  private volatile @Nullable Throwable failure;
  private volatile int round;

  public SpinBarrier(int threads) {
    this.threads = threads;
  }

  /**
   * Waits until all threads are here.
   *
   * @throws IllegalStateException if one of them has failed
   */
  @SuppressWarnings("ThreadPriorityCheck") // a yield too early or too late costs only time
  void await() {
    int now = round;
    if (arrived.incrementAndGet() == threads) {
      arrived.set(0);
      round = now + 1;
      return;
    }
    for (int i = 0; round == now; i++) {
      if (failure != null) {
        throw new IllegalStateException("barrier: expected all threads of a run, one has failed.");
      }
      if (i < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  /** Releases all waiting threads, because one has failed. */
  public void fail(Throwable why) {
    failure = failure == null ? why : failure; // any of several
  }

  /** Whether a thread has failed. */
  public boolean hasFailed() {
    return failure != null;
  }

  /** Makes the barrier usable again, once no thread waits, and returns the failure. */
  public @Nullable Throwable reset() {
    arrived.set(0);
    Throwable why = failure;
    failure = null;
    return why;
  }
}
