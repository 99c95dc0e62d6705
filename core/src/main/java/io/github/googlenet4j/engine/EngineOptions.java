package io.github.googlenet4j.engine;

import java.util.Optional;

/**
 * How a network is compiled. Immutable; the constructor throws {@link IllegalArgumentException}
 * where a number is outside its range.
 *
 * @param threads cores that one run uses; 0 for all of the machine's
 * @param concurrency runs at the same time; further callers wait
 * @param largestBatch largest number of pictures in one run; with 1, pictures of different callers
 *     never share a run
 * @param precision of the arithmetic; empty for the network's own ({@link Availability#choose})
 */
public record EngineOptions(
    int threads, int concurrency, int largestBatch, Optional<Precision> precision) {
  /** All cores for one run at a time, up to 16 pictures in it, the network's own precision. */
  public static final EngineOptions DEFAULT = new EngineOptions(0, 1, 16, Optional.empty());

  private static final int MOST_PICTURES = 1024;

  public EngineOptions {
    require("threads", threads, 0, 1024);
    require("concurrency", concurrency, 1, 1024);
    require("largest batch", largestBatch, 1, MOST_PICTURES);
  }

  private static void require(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s: expected %d to %d, found %d.".formatted(option, least, most, value));
    }
  }

  /** With this many cores for one run; 0 for all. */
  public EngineOptions withThreads(int value) {
    return new EngineOptions(value, concurrency, largestBatch, precision);
  }

  /** With this many runs at the same time. */
  public EngineOptions withConcurrency(int value) {
    return new EngineOptions(threads, value, largestBatch, precision);
  }

  /** With at most this many pictures in one run. */
  public EngineOptions withLargestBatch(int value) {
    return new EngineOptions(threads, concurrency, value, precision);
  }

  /** In this arithmetic. */
  public EngineOptions withPrecision(Precision value) {
    return new EngineOptions(threads, concurrency, largestBatch, Optional.of(value));
  }
}
