package io.github.googlenet4j.onednn;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where threads wait for each other in the midst of a run, for microseconds: they spin, and offer
 * their core to others when it takes longer. Allocates nothing.
 */
final class Barrier {
  private static final int SPINS = 10_000; // some 100 microseconds

  private final int threads;
  private final AtomicInteger arrived = new AtomicInteger();
  private volatile int round;
  private volatile boolean broken;

  Barrier(int threads) {
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
      if (broken) {
        throw new IllegalStateException(
            "barrier: expected all threads of a run, found one failed.");
      }
      if (i < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  /** Lets those go that wait for a thread that failed. */
  void abandon() {
    broken = true;
  }

  /** Makes it as new, when nobody is in it. */
  void mend() {
    arrived.set(0);
    broken = false;
  }
}
