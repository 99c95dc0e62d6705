package io.github.googlenet4j.image;

/**
 * How large a picture file may be before it is refused unread.
 *
 * <p>Both are checked against the file's header before memory is taken for its pixels. A decoded
 * picture takes 3 bytes a pixel, and while it is decoded up to 16 more (16 bit with alpha), so
 * {@code pixels} bounds the memory that one hostile file can claim.
 *
 * <p>The constructor throws {@link IllegalArgumentException} where a limit is below 1 or above what
 * a Java array can hold.
 *
 * @param bytes largest size of a file, in bytes
 * @param pixels largest width times height
 */
public record PictureLimits(long bytes, long pixels) {

  /** 64 MiB (67,108,864 bytes) and 100 megapixels (100,000,000). */
  public static final PictureLimits DEFAULT = new PictureLimits(64L << 20, 100_000_000);

  /** A few bytes less than 2^31: some virtual machines put a header into the same 31 bits. */
  private static final long LARGEST_ARRAY = Integer.MAX_VALUE - 64;

  public PictureLimits {
    check("bytes", bytes, LARGEST_ARRAY);
    check("pixels", pixels, LARGEST_ARRAY / 3);
  }

  private static void check(String field, long value, long bound) {
    if (value < 1 || value > bound) {
      throw new IllegalArgumentException(
          "%s: expected 1 to %d, found %d. Choose a limit within that range."
              .formatted(field, bound, value));
    }
  }
}
