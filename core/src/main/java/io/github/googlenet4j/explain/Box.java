package io.github.googlenet4j.explain;

/**
 * A rectangle of pixels of the upright original: columns {@code x0} to before {@code x1}, rows
 * {@code y0} to before {@code y1}.
 */
public record Box(int x0, int y0, int x1, int y1) {
  public Box {
    if (x0 < 0 || y0 < 0 || x1 <= x0 || y1 <= y0) {
      throw new IllegalArgumentException(
          "box: expected 0 <= x0 < x1 and 0 <= y0 < y1, found %d, %d, %d, %d."
              .formatted(x0, y0, x1, y1));
    }
  }

  /** Number of pixels. */
  public long area() {
    return (long) (x1 - x0) * (y1 - y0);
  }

  /** The pixels in both boxes over the pixels in either: 1 for equal boxes, 0 for apart ones. */
  public double overlap(Box other) {
    long width = Math.max(0, Math.min(x1, other.x1) - Math.max(x0, other.x0));
    long height = Math.max(0, Math.min(y1, other.y1) - Math.max(y0, other.y0));
    double both = (double) width * height;
    return both / (area() + other.area() - both);
  }
}
