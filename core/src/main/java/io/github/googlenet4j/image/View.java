package io.github.googlenet4j.image;

import java.nio.FloatBuffer;

/**
 * A square of a resized picture that the network sees, as it is or mirrored. Views of one picture
 * share its pixels. Immutable as long as nobody writes into these.
 *
 * @param picture already resized
 * @param x of the square's first pixel
 * @param y of the square's first pixel
 * @param side of the square in pixels
 * @param mirrored whether left and right change places
 */
public record View(Picture picture, int x, int y, int side, boolean mirrored) {
  /** The constructor throws {@link IllegalArgumentException} for a square outside the picture. */
  public View {
    require("x", x, side, picture.width());
    require("y", y, side, picture.height());
  }

  private static void require(String field, int from, int side, int length) {
    if (side < 1 || from < 0 || from > length - side) {
      throw new IllegalArgumentException(
          "%s: expected a square within 0..%d, found %d..%d. Move it."
              .formatted(field, length, from, (long) from + side));
    }
  }

  /** The same pixels with left and right changed. */
  View mirror() {
    return new View(picture, x, y, side, !mirrored);
  }

  /**
   * Writes the square into place {@code index} of a batch: side x side x 3 floats 0..255, rows of
   * RGB pixels (NHWC), at absolute position {@code index * side * side * 3}.
   *
   * @throws IndexOutOfBoundsException where the batch has no such place
   */
  public void into(FloatBuffer batch, int index) {
    float[] row = new float[3 * side];
    int start = Math.multiplyExact(index, side * row.length);
    byte[] rgb = picture.rgb();
    for (int line = 0; line < side; line++) {
      int from = 3 * ((y + line) * picture.width() + x);
      if (mirrored) {
        for (int to = row.length - 3; to >= 0; to -= 3, from += 3) {
          row[to] = rgb[from] & 255;
          row[to + 1] = rgb[from + 1] & 255;
          row[to + 2] = rgb[from + 2] & 255;
        }
      } else {
        for (int i = 0; i < row.length; i++) {
          row[i] = rgb[from + i] & 255;
        }
      }
      batch.put(start + line * row.length, row);
    }
  }
}
