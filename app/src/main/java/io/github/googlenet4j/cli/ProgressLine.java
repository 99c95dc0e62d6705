package io.github.googlenet4j.cli;

import io.github.googlenet4j.text.PrintableText;
import java.io.PrintWriter;
import java.util.function.LongSupplier;

/**
 * Shows progress: as a bar on a terminal, elsewhere as a plain line every half minute. The launcher
 * sets the property {@code googlenet.terminal} on a terminal.
 */
final class ProgressLine {
  private static final double EVERY_SECONDS = .2;
  private static final double PLAIN_EVERY_SECONDS = 30;
  private static final int BAR = 20;

  private final PrintWriter err;
  private final boolean terminal;
  private final LongSupplier clock;
  private long shown;
  private boolean dirty;

  ProgressLine(PrintWriter err) {
    this(err, Boolean.getBoolean("googlenet.terminal"), System::nanoTime);
  }

  ProgressLine(PrintWriter err, boolean terminal, LongSupplier clock) {
    this.err = err;
    this.terminal = terminal;
    this.clock = clock;
    this.shown = clock.getAsLong();
  }

  /** Shows the state of the work, at most a few times a second. */
  void show(String text, double share) {
    double seconds = 1e-9 * (clock.getAsLong() - shown);
    if (seconds < (terminal ? EVERY_SECONDS : PLAIN_EVERY_SECONDS)) {
      return;
    }
    shown = clock.getAsLong();
    if (terminal) {
      int full = (int) Math.round(BAR * Math.min(1, share));
      err.print(
          "\r\033[K[" + "=".repeat(full) + " ".repeat(BAR - full) + "] " + PrintableText.of(text));
      dirty = true;
    } else {
      err.println(text);
    }
    err.flush();
  }

  /** A line that stays. */
  void print(String text) {
    clear();
    err.println(text);
    err.flush();
  }

  /** Leaves the terminal clean. */
  void clear() {
    if (dirty) {
      err.print("\r\033[K");
      err.flush();
      dirty = false;
    }
  }
}
