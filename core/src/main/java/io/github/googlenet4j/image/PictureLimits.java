package io.github.googlenet4j.image;

import java.time.Duration;

/**
 * What one picture file may cost before it is refused.
 *
 * <p>{@code bytes} and {@code pixels} are compared with the file's size and its header before
 * memory is taken for pixels. A decoded picture takes 3 bytes a pixel, and while it is decoded up
 * to 16 more (16 bit with alpha, or a progressive JPEG in native memory).
 *
 * <p>{@code work} bounds what small files may ask for: a TIFF whose hundred tiles are one JPEG, or
 * a JPEG with hundreds of scans. It counts decoded bytes in all parts: tiles times area, scans
 * times samples, and bytes that a decoder reads again. Where it can be known from the file's
 * structure it is known before decoding. {@code time} ends a decoder at its next read of the file.
 *
 * <p>The constructor throws {@link IllegalArgumentException} where a limit is below 1 or above what
 * a Java array can hold.
 *
 * @param bytes largest size of a file, in bytes
 * @param pixels largest width times height
 * @param work largest number of bytes that are decoded for one picture
 * @param time longest time that the decoder of one picture may take, by the clock
 */
public record PictureLimits(long bytes, long pixels, long work, Duration time) {

  private static final Duration LONGEST = Duration.ofDays(1);

  /**
   * 1 GiB (1,073,741,824 bytes), 200 megapixels (200,000,000), 4 GB of work (4,000,000,000) and two
   * minutes.
   */
  public static final PictureLimits DEFAULT =
      new PictureLimits(1L << 30, 200_000_000, 4_000_000_000L, Duration.ofMinutes(2));

  /** A few bytes less than 2^31: some virtual machines put a header into the same 31 bits. */
  private static final long LARGEST_ARRAY = Integer.MAX_VALUE - 64;

  public PictureLimits {
    check("bytes", bytes, LARGEST_ARRAY);
    check("pixels", pixels, LARGEST_ARRAY / 3);
    check("work", work, Long.MAX_VALUE / 2);
    if (time.isZero() || time.isNegative() || time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "time: expected more than 0 and at most %d seconds, found %s. Choose a time within that range."
              .formatted(LONGEST.toSeconds(), time));
    }
  }

  /** These limits of size, with the work and time of {@link #DEFAULT}. */
  public PictureLimits(long bytes, long pixels) {
    this(bytes, pixels, DEFAULT.work, DEFAULT.time);
  }

  /** With this largest size of a file, in bytes. */
  public PictureLimits withBytes(long value) {
    return new PictureLimits(value, pixels, work, time);
  }

  /** With this largest number of pixels. */
  public PictureLimits withPixels(long value) {
    return new PictureLimits(bytes, value, work, time);
  }

  /** With this largest number of decoded bytes. */
  public PictureLimits withWork(long value) {
    return new PictureLimits(bytes, pixels, value, time);
  }

  /** With this longest time for one picture. */
  public PictureLimits withTime(Duration value) {
    return new PictureLimits(bytes, pixels, work, value);
  }

  private static void check(String field, long value, long bound) {
    if (value < 1 || value > bound) {
      throw new IllegalArgumentException(
          "%s: expected 1 to %d, found %d. Choose a limit within that range."
              .formatted(field, bound, value));
    }
  }
}
