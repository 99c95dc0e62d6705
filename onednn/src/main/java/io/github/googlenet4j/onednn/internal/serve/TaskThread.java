package io.github.googlenet4j.onednn.internal.serve;

import io.github.googlenet4j.engine.Uninterrupted;
import io.github.googlenet4j.onednn.internal.nativelib.OpenMp;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A thread that does one thing after the other for its lane, with oneDNN on this thread alone.
 * Allocates nothing itself.
 *
 * <p>It spins a little before it sleeps: the next picture of somebody who has many comes within
 * microseconds, and waking up takes some fifty.
 */
final class TaskThread implements AutoCloseable {
  private static final int SPINS = 2_000; // 20 to 80 microseconds

  private final Thread thread;
  private final BooleanSupplier idle = this::isIdle;
  private final BooleanSupplier called = this::isCalled;
  private volatile @Nullable Runnable work;
  private volatile @Nullable Thread waiting;
  private volatile boolean closed;
  private @Nullable Throwable failure;

  /**
   * Begins the thread.
   *
   * @throws RuntimeException or an error if that cannot be, or OpenMP not be told; nothing is left
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

  /** Begins to do something, as soon as it is idle. */
  void begin(Runnable what) {
    if (work != null) {
      spin(idle);
      awaitIdle();
    }
    work = what;
    LockSupport.unpark(thread);
  }

  /** Waits until it is done, and says what went wrong. */
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

  /** Throws what went wrong, if anything did. */
  static void rethrow(@Nullable Throwable failure) {
    if (failure instanceof RuntimeException e) {
      throw e;
    } else if (failure instanceof Error e) {
      throw e;
    }
  }

  private boolean isIdle() {
    return work == null;
  }

  private boolean isCalled() {
    return work != null || closed;
  }

  private void loop() {
    while (!closed) {
      spin(called);
      Uninterrupted.park(called);
      if (work != null) {
        failure = attempt(work);
        work = null;
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

  /** Lets it end, when it is idle, and waits for that. */
  @Override
  public void close() {
    awaitIdle();
    closed = true;
    LockSupport.unpark(thread);
    Uninterrupted.join(thread);
  }
}
