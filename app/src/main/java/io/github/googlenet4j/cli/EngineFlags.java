package io.github.googlenet4j.cli;

import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.file.Model;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** How a command's model is run. */
final class EngineFlags {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Cores to use; 0 for all (default: ${DEFAULT-VALUE}).")
  private int threads = EngineOptions.DEFAULT.threads();

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Pictures in one run at most (default: ${DEFAULT-VALUE}).")
  private int batch = EngineOptions.DEFAULT.largestBatch();

  @Option(
      names = "--precision",
      paramLabel = "P",
      description = "fp32, bf16, int8 or auto (default: the model's own).")
  private Optional<String> precision = Optional.empty();

  /** For a model, whose own precision is the default. */
  EngineOptions options(Model model) {
    Precision own = model.quantization().isPresent() ? Precision.AUTO : Precision.FP32;
    return numbers().withPrecision(precision.map(EngineFlags::precision).orElse(own));
  }

  /** What can be said before there is a model; refuses numbers out of their range. */
  EngineOptions numbers() {
    return EngineOptions.DEFAULT.withThreads(threads).withLargestBatch(batch);
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
