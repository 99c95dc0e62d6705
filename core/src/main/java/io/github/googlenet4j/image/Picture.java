package io.github.googlenet4j.image;

/**
 * An upright picture of red, green and blue bytes.
 *
 * <p>{@code rgb} holds {@code height} rows of {@code width} pixels of 3 bytes, interleaved, without
 * gaps: the red byte of (x, y) is {@code rgb[3 * (y * width + x)]}, unsigned. The array is shared,
 * not copied, so that a photograph is held in memory once: writing into it changes the picture.
 * Pictures that are not written to may be shared between threads. Two pictures are equal when they
 * share one array; compare {@code rgb} with {@link java.util.Arrays#equals(byte[], byte[])}.
 *
 * <p>The constructor throws {@link IllegalArgumentException} where a side is below 1 or {@code rgb}
 * has another length.
 */
@SuppressWarnings("ArrayRecordComponent") // sharing the bytes is the point; the Javadoc says so
public record Picture(int width, int height, byte[] rgb) {

  public Picture {
    if (width < 1) {
      throw new IllegalArgumentException(
          "width: expected at least 1, found " + width + ". Give the picture's size in pixels.");
    }
    if (height < 1) {
      throw new IllegalArgumentException(
          "height: expected at least 1, found " + height + ". Give the picture's size in pixels.");
    }
    if (rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          "rgb: expected 3 x %d x %d = %d bytes, found %d. Give one byte each for red, green, blue."
              .formatted(width, height, 3L * width * height, rgb.length));
    }
  }

  @Override
  public String toString() {
    return "Picture[%dx%d]".formatted(width, height);
  }
}
