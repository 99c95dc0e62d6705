package io.github.googlenet4j.data;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** Ends the scanning of sources, which may take minutes on a network's file system. */
record ScanStop(BooleanSupplier asked) {
  static final ScanStop NEVER = new ScanStop(() -> false);

  /**
   * To be called for each file.
   *
   * @throws CancellationException if scanning is to end
   */
  void check() {
    if (asked.getAsBoolean()) {
      throw new CancellationException("data: expected to be read to its end, found a stop signal.");
    }
  }
}
