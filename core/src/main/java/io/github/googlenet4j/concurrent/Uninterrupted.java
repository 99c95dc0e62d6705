package io.github.googlenet4j.concurrent;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits that an interrupt does not end, because another thread still writes to memory that the
 * waiting thread would free or reuse. The interrupt is not lost: the thread's interrupt status is
 * set again afterwards.
 */
public final class Uninterrupted {
  private Uninterrupted() {}

  /**
   * Waits until a condition holds. Allocates nothing.
   *
   * @param monitor which the caller holds, and which is notified when the condition may have
   *     changed
   */
  public static void await(Object monitor, BooleanSupplier condition) {
    boolean interrupted = false;
    while (!condition.getAsBoolean()) {
      try {
        monitor.wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    keep(interrupted);
  }

  /**
   * Waits until a condition holds, without a monitor. Allocates nothing.
   *
   * @param condition after whose change the thread is unparked
   */
  public static void park(BooleanSupplier condition) {
    boolean interrupted = false;
    while (!condition.getAsBoolean()) {
      LockSupport.park();
      interrupted |= Thread.interrupted();
    }
    keep(interrupted);
  }

  /** Waits until a thread has ended. */
  public static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    keep(interrupted);
  }

  private static void keep(boolean interrupted) {
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
