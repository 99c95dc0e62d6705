package io.github.googlenet4j.onednn.internal.plan;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Where threads wait for each other in the midst of a run, mostly for some microseconds: they spin,
 * and offer their core to others when it takes longer. They do not sleep: waking up would take
 * longer than what is left. Allocates nothing.
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
   * Waits until all are here.
   *
   * @throws IllegalStateException if one of them will not come
   */
  @SuppressWarnings("ThreadPriorityCheck") // a core offered too early or too late is only slower
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

  /** Lets those go that wait for a thread that failed. */
  public void fail(Throwable why) {
    failure = failure == null ? why : failure; // of several, any
  }

  /** Whether a thread failed. */
  public boolean hasFailed() {
    return failure != null;
  }

  /** Makes it as new, when nobody is in it, and says why it was abandoned. */
  public @Nullable Throwable reset() {
    arrived.set(0);
    Throwable why = failure;
    failure = null;
    return why;
  }
}
