package io.github.googlenet4j.onednn;

import io.github.googlenet4j.engine.Uninterrupted;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A thread that does one thing after the other for its lane, with oneDNN on this thread alone.
 * Allocates nothing itself.
 */
final class Hand implements AutoCloseable {
  private final Thread thread;
  private final BooleanSupplier idle = this::isIdle;
  private final BooleanSupplier called = this::isCalled;
  private @Nullable Runnable work;
  private @Nullable Throwable failure;
  private boolean closed;

  /**
   * Begins the thread.
   *
   * @throws RuntimeException or an error if that cannot be, or OpenMP not be told; nothing is left
   */
  Hand(String name) {
    this.thread = new Thread(this::live, name);
    thread.setDaemon(true);
    thread.start();
    begin(() -> OpenMp.use(1));
    try {
      raise(await());
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Begins to do something, as soon as it is idle. */
  synchronized void begin(Runnable what) {
    Uninterrupted.await(this, idle);
    work = what;
    notifyAll();
  }

  /** Waits until it is done, and says what went wrong. */
  synchronized @Nullable Throwable await() {
    Uninterrupted.await(this, idle);
    Throwable thrown = failure;
    failure = null;
    return thrown;
  }

  /** Throws what went wrong, if anything did. */
  static void raise(@Nullable Throwable failure) {
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

  private void live() {
    for (Runnable next = next(); next != null; next = next()) {
      done(attempt(next));
    }
  }

  private synchronized @Nullable Runnable next() {
    Uninterrupted.await(this, called);
    return work;
  }

  private static @Nullable Throwable attempt(Runnable what) {
    try {
      what.run();
      return null;
    } catch (RuntimeException | Error e) {
      return e;
    }
  }

  private synchronized void done(@Nullable Throwable thrown) {
    failure = thrown;
    work = null;
    notifyAll();
  }

  /** Lets it end, when it is idle, and waits for that. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    Uninterrupted.join(thread);
  }
}
