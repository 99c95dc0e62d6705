package io.github.googlenet4j.benchmarks;

import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.graph.Inference;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.loading.PicturePipeline;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Locale;

/** Whether resident memory stays flat over very many answers of a small network. */
public final class AnswerMemory {
  private static final int READINGS = 10;

  private AnswerMemory() {}

  /** Takes the number of runs; prints ten readings and a summary. */
  public static void main(String[] arguments) throws IOException {
    int runs = Math.max(READINGS, Integer.parseInt(arguments[0]));
    Network network = Inference.apply(TrainingStep.network("batch_norm", "false", 32));
    MemoryReadings readings = new MemoryReadings();
    long start = System.nanoTime();
    try (Program program =
        Answer.engine("onednn").compile(network, EngineOptions.DEFAULT.withLargestBatch(1))) {
      FloatBuffer picture = PicturePipeline.buffer(program.input().size());
      Answer.fill(picture, 1);
      for (int run = 1; run <= runs; run++) {
        program.run(picture, 1);
        if (run % (runs / READINGS) == 0) {
          readings.print("run", run);
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%d runs in %.0f s, resident memory %+.2f %% from the first reading to the last%n",
        runs,
        1e-9 * (System.nanoTime() - start),
        readings.growth());
  }
}
