package io.github.googlenet4j.benchmarks;

import java.io.IOException;

/** Whether resident memory stays flat over many training steps of a small network. */
public final class TrainingMemory {
  private static final int READINGS = 10;

  private TrainingMemory() {}

  /** Takes the number of steps; prints ten readings. */
  public static void main(String[] arguments) throws IOException {
    int steps = Math.max(READINGS, Integer.parseInt(arguments[0]));
    MemoryReadings readings = new MemoryReadings();
    try (TrainingStep contestant = TrainingStep.of("batch_norm", "true", "fp32", 32, 2)) {
      for (int step = 1; step <= steps; step++) {
        contestant.seconds();
        if (step % (steps / READINGS) == 0) {
          readings.print("step", step);
        }
      }
    }
  }
}
