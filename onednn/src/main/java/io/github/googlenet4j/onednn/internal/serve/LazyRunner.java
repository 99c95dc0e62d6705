package io.github.googlenet4j.onednn.internal.serve;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A runner that starts when it is first needed. */
final class LazyRunner implements AutoCloseable {
  private final Supplier<? extends BatchRunner> start;
  private boolean possible;
  private @Nullable BatchRunner runner;
  private @Nullable Throwable failure;

  /**
   * @param possible false if it must not be started
   */
  LazyRunner(boolean possible, Supplier<? extends BatchRunner> start) {
    this.possible = possible;
    this.start = start;
  }

  /**
   * The runner.
   *
   * @throws RuntimeException or an error if it cannot start
   */
  BatchRunner get() {
    BatchRunner known = runner;
    if (known == null) {
      known = start.get();
      runner = known;
    }
    return known;
  }

  /** The runner; null if it cannot start. Then it is not tried again, and the failure is kept. */
  @Nullable BatchRunner tryGet() {
    if (runner == null && possible) {
      try {
        return get();
      } catch (RuntimeException | Error e) {
        possible = false;
        failure = e;
      }
    }
    return runner;
  }

  /** The runner, if it has started already. */
  @Nullable BatchRunner started() {
    return runner;
  }

  /** Adds the reason why it could not start, if there is one, to a later failure. */
  void addFailureTo(Throwable later) {
    if (failure != null && failure != later) {
      later.addSuppressed(failure);
    }
  }

  @Override
  public void close() {
    if (runner != null) {
      runner.close();
    }
  }
}
