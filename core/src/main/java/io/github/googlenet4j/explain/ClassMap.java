package io.github.googlenet4j.explain;

/**
 * Values over the square that the network sees, at points at equal distances, the same across and
 * down. Immutable: the arrays are not changed.
 *
 * @param rows values, row by row, the upper one first
 * @param first place of the first value, from the left or upper edge, as a share of the side
 * @param step between values, as a share of the side
 */
@SuppressWarnings("ArrayRecordComponent") // copied where they leave this package
record ClassMap(float[][] rows, double first, double step) {
  /** A map whose values stand for cells that fill the square. */
  static ClassMap ofCells(float[][] rows) {
    return new ClassMap(rows, .5 / rows.length, 1.0 / rows.length);
  }

  int height() {
    return rows.length;
  }

  int width() {
    return rows[0].length;
  }

  float least() {
    float least = Float.POSITIVE_INFINITY;
    for (float[] row : rows) {
      for (float value : row) {
        least = Math.min(least, value);
      }
    }
    return least;
  }

  float most() {
    float most = Float.NEGATIVE_INFINITY;
    for (float[] row : rows) {
      for (float value : row) {
        most = Math.max(most, value);
      }
    }
    return most;
  }

  /**
   * The value at a place of the square, bilinear between points, and constant from the outermost
   * points to the edge.
   *
   * @param x from 0 (left edge) to 1
   * @param y from 0 (upper edge) to 1
   */
  float at(double x, double y) {
    double column = Math.max(0, Math.min(width() - 1, (x - first) / step));
    double row = Math.max(0, Math.min(height() - 1, (y - first) / step));
    int left = (int) column;
    int upper = (int) row;
    int right = Math.min(left + 1, width() - 1);
    int lower = Math.min(upper + 1, height() - 1);
    double across = column - left;
    double down = row - upper;
    double above = rows[upper][left] * (1 - across) + rows[upper][right] * across;
    double below = rows[lower][left] * (1 - across) + rows[lower][right] * across;
    return (float) (above * (1 - down) + below * down);
  }
}
