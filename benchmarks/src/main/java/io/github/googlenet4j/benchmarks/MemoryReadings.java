package io.github.googlenet4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Readings of this process's resident memory, each after a garbage collection. */
final class MemoryReadings {
  private long first;
  private long last;

  /** Reads and prints, beside how much more it is than at the first reading. */
  void print(String what, long count) throws IOException {
    System.gc();
    last = resident();
    first = first == 0 ? last : first;
    System.out.printf(
        Locale.ROOT, "%s %d: %d kB resident, %+.2f %%%n", what, count, last, growth());
  }

  /** From the first reading to the last, in percent. */
  double growth() {
    return 100.0 * (last - first) / first;
  }

  static long resident() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IllegalStateException("/proc/self/status: expected VmRSS, found none.");
  }
}
