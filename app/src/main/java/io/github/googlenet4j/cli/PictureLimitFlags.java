package io.github.googlenet4j.cli;

import io.github.googlenet4j.image.PictureLimits;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Limits of commands that read pictures; one group, the same in all of them. */
final class PictureLimitFlags {
  @Option(
      names = "--max-bytes",
      paramLabel = "N",
      description = "Refuse larger picture files (default: ${DEFAULT-VALUE}).")
  private long bytes = PictureLimits.DEFAULT.bytes();

  @Option(
      names = "--max-pixels",
      paramLabel = "N",
      description = "Refuse pictures of more pixels (default: ${DEFAULT-VALUE}).")
  private long pixels = PictureLimits.DEFAULT.pixels();

  @Option(
      names = "--max-work",
      paramLabel = "N",
      description = "Refuse pictures that decode to more bytes (default: ${DEFAULT-VALUE}).")
  private long work = PictureLimits.DEFAULT.work();

  @Option(
      names = "--max-seconds",
      paramLabel = "N",
      description = "Stop decoding a picture after this time (default: ${DEFAULT-VALUE}).")
  private long seconds = PictureLimits.DEFAULT.time().toSeconds();

  /** The limits that these flags make; refuses values out of their range. */
  PictureLimits limits() {
    return new PictureLimits(bytes, pixels, work, Duration.ofSeconds(seconds));
  }
}
