package io.github.googlenet4j.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Resident memory of this process, the heap's included. */
public final class ResidentMemory {
  private static final Path PAGES = Path.of("/proc/self/statm");
  private static final int PAGE = 4096;

  private ResidentMemory() {}

  /**
   * By how much it grows during some work: the least growth of three runs after a first one. A leak
   * shows in every run, growth of the heap does not.
   *
   * @return bytes
   */
  public static long growth(Runnable work) {
    Assumptions.assumeTrue(Files.exists(PAGES), "skipped: needs Linux");
    work.run();
    long least = Long.MAX_VALUE;
    long before = bytes();
    for (int i = 0; i < 3; i++) {
      work.run();
      long after = bytes();
      least = Math.min(least, after - before);
      before = after;
    }
    return least;
  }

  private static long bytes() {
    System.gc();
    try {
      return PAGE * Long.parseLong(Files.readString(PAGES).split(" ", -1)[1]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
