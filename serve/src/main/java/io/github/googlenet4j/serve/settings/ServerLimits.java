package io.github.googlenet4j.serve.settings;

import java.time.Duration;

/**
 * What one request, and all together, may take. The constructor throws {@link
 * IllegalArgumentException} where a number is below 1.
 *
 * @param bytes of one request, before and after it is inflated
 * @param pixels of one picture
 * @param waiting pictures that wait or run at the same time; more are refused
 * @param timeout longest time from a request's arrival to its answer; what cannot be answered in
 *     that time is refused at once
 * @param drain longest time that a stopping server takes to answer what it has accepted
 */
public record ServerLimits(int bytes, long pixels, int waiting, Duration timeout, Duration drain) {
  /** 64 MiB, 50 megapixels, 1,024 pictures, 20 seconds, 20 seconds. */
  public static final ServerLimits DEFAULT =
      new ServerLimits(64 << 20, 50_000_000, 1024, Duration.ofSeconds(20), Duration.ofSeconds(20));

  public ServerLimits {
    check("bytes", bytes);
    check("pixels", pixels);
    check("waiting", waiting);
    check("timeout", timeout.toMillis());
    check("drain", drain.toMillis());
  }

  private static void check(String field, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "%s: expected more than 0, found %d. Choose a larger one.".formatted(field, value));
    }
  }

  /** With this many bytes of one request at most. */
  public ServerLimits withBytes(int value) {
    return new ServerLimits(value, pixels, waiting, timeout, drain);
  }

  /** With this many pixels of one picture at most. */
  public ServerLimits withPixels(long value) {
    return new ServerLimits(bytes, value, waiting, timeout, drain);
  }

  /** With this many pictures at the same time at most. */
  public ServerLimits withWaiting(int value) {
    return new ServerLimits(bytes, pixels, value, timeout, drain);
  }

  /** With this longest time for a request. */
  public ServerLimits withTimeout(Duration value) {
    return new ServerLimits(bytes, pixels, waiting, value, drain);
  }
}
