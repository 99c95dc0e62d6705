package io.github.googlenet4j.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Whether resident memory stays flat over many training steps of a small network. */
public final class TrainingMemory {
  private static final int READINGS = 10;

  private TrainingMemory() {}

  /** Takes the number of steps; prints ten readings, each after a garbage collection. */
  public static void main(String[] arguments) throws IOException {
    int steps = Math.max(READINGS, Integer.parseInt(arguments[0]));
    long first = 0;
    try (TrainingStep contestant = TrainingStep.of("batch_norm", "true", "fp32", 32, 2)) {
      for (int step = 1; step <= steps; step++) {
        contestant.seconds();
        if (step % (steps / READINGS) == 0) {
          System.gc();
          long resident = resident();
          first = first == 0 ? resident : first;
          System.out.printf(
              Locale.ROOT,
              "step %d: %d kB resident, %+.2f %%%n",
              step,
              resident,
              100.0 * (resident - first) / first);
        }
      }
    }
  }

  private static long resident() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IllegalStateException("/proc/self/status: expected VmRSS, found none.");
  }
}
