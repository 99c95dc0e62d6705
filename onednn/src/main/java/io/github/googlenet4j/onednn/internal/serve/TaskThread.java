package io.github.googlenet4j.onednn.internal.serve;

import io.github.googlenet4j.concurrent.Uninterrupted;
import io.github.googlenet4j.onednn.internal.nativelib.OpenMp;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A thread that runs one task at a time, with one OpenMP thread, which is itself. Allocates nothing
 * in a task.
 *
 * <p>It spins for a short time before it sleeps. A caller with many pictures brings the next one
 * within microseconds, and waking up takes about fifty.
 */
final class TaskThread implements AutoCloseable {
  private static final int SPINS = 2_000; // 20 to 80 microseconds

  private final Thread thread;
  // Made once: method references in each task would allocate.
  private final BooleanSupplier idle = this::isIdle;
  private final BooleanSupplier called = this::isCalled;
  private volatile @Nullable Runnable task;
  private volatile @Nullable Thread waiting;
  private volatile boolean closed;
  private @Nullable Throwable failure;

  /**
   * Starts the thread.
   *
   * @throws RuntimeException or an error if it cannot start or OpenMP cannot be set; nothing is
   *     left then
   */
  TaskThread(String name) {
    this.thread = new Thread(this::loop, name);
    thread.setDaemon(true);
    thread.start();
    begin(() -> OpenMp.setThreads(1));
    try {
      rethrow(await());
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Begins a task, as soon as the last one is done. */
  void begin(Runnable next) {
    if (task != null) {
      spin(idle);
      awaitIdle();
    }
    task = next;
    LockSupport.unpark(thread);
  }

  /** Waits until the task is done, and returns its failure. */
  @Nullable Throwable await() {
    awaitIdle();
    Throwable thrown = failure;
    failure = null;
    return thrown;
  }

  private void awaitIdle() {
    waiting = Thread.currentThread();
    Uninterrupted.park(idle);
    waiting = null;
  }

  private static void spin(BooleanSupplier condition) {
    for (int i = 0; i < SPINS && !condition.getAsBoolean(); i++) {
      Thread.onSpinWait();
    }
  }

  /** Throws a task's failure, if there is one. */
  static void rethrow(@Nullable Throwable failure) {
    if (failure instanceof RuntimeException e) {
      throw e;
    } else if (failure instanceof Error e) {
      throw e;
    }
  }

  private boolean isIdle() {
    return task == null;
  }

  private boolean isCalled() {
    return task != null || closed;
  }

  private void loop() {
    while (!closed) {
      spin(called);
      Uninterrupted.park(called);
      if (task != null) {
        failure = attempt(task);
        task = null;
        LockSupport.unpark(waiting);
      }
    }
  }

  private static @Nullable Throwable attempt(@Nullable Runnable what) {
    try {
      Objects.requireNonNull(what).run();
      return null;
    } catch (RuntimeException | Error e) {
      return e;
    }
  }

  /** Waits until the task is done, and ends the thread. */
  @Override
  public void close() {
    awaitIdle();
    closed = true;
    LockSupport.unpark(thread);
    Uninterrupted.join(thread);
  }
}
