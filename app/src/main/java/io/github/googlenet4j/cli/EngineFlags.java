package io.github.googlenet4j.cli;

import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Precision;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Options of commands that run a model. */
final class EngineFlags {
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

  @Option(
      names = "--precision",
      paramLabel = "P",
      description = "fp32, bf16, int8 or auto (default: the model's own).")
  private Optional<String> precision = Optional.empty();

  /** The options that these flags make; refuses values out of their range. */
  EngineOptions options() {
    EngineOptions options = EngineOptions.DEFAULT.withThreads(threads).withLargestBatch(batch);
    return precision.map(name -> options.withPrecision(precision(name))).orElse(options);
  }

  /** The precision of that name. */
  static Precision precision(String name) {
    return Arrays.stream(Precision.values())
        .filter(value -> value.toString().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--precision: expected one of %s, found %s."
                        .formatted(
                            Arrays.stream(Precision.values())
                                .map(Precision::toString)
                                .collect(Collectors.joining(", ")),
                            name)));
  }
}
