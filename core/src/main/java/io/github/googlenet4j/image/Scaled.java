package io.github.googlenet4j.image;

/**
 * A picture at another size, of which squares are looked at.
 *
 * <p>It is resized once for all squares, as long as it is not much longer than wide: a line of a
 * million pixels, whose short side becomes 256, would fill the memory. Of such a picture each
 * square is resized by itself. The bytes are the same.
 */
final class Scaled {
  /** How many squares side by side are resized at once. */
  private static final int MOST_SQUARES = 4;

  private final Picture original;
  private final long width;
  private final long height;
  private final Filter filter;
  private final int side;
  private final boolean whole;
  private final Picture resized;

  /**
   * @param width that it becomes, at least {@code side}
   * @param height that it becomes, at least {@code side}
   * @param side of the squares
   */
  Scaled(Picture original, long width, long height, Filter filter, int side) {
    this.original = original;
    this.width = width;
    this.height = height;
    this.filter = filter;
    this.side = side;
    this.whole = Math.max(width, height) <= (long) MOST_SQUARES * Math.min(width, height);
    this.resized =
        whole
            ? Resize.resize(original, Math.toIntExact(width), Math.toIntExact(height), filter)
            : original;
  }

  long width() {
    return width;
  }

  long height() {
    return height;
  }

  int side() {
    return side;
  }

  /** The square that begins at a pixel. */
  View view(long x, long y) {
    if (whole) {
      return new View(resized, (int) x, (int) y, side, false);
    }
    byte[] rgb = new byte[3 * side * side];
    Resize.rows(
        original,
        Taps.of(original.width(), width, filter, x, side),
        Taps.of(original.height(), height, filter, y, side),
        Resize.into(rgb));
    return new View(new Picture(side, side, rgb), 0, 0, side, false);
  }
}
