package io.github.googlenet4j.cli;

import io.github.googlenet4j.engine.EngineOptions;
import picocli.CommandLine.Option;

/** Options of commands that compute a model's features, always in float32. */
final class FeatureFlags {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Cores to use; 0 for all (default: ${DEFAULT-VALUE}).")
  private int threads = EngineOptions.DEFAULT.threads();

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Largest number of pictures in one run (default: ${DEFAULT-VALUE}).")
  private int batch = EngineOptions.DEFAULT.largestBatch();

  /** The options that these flags make; refuses values out of their range. */
  EngineOptions options() {
    return EngineOptions.DEFAULT.withThreads(threads).withLargestBatch(batch);
  }
}
