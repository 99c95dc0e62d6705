package io.github.googlenet4j.onednn;

/**
 * Some neighbouring rows of a map.
 *
 * @param first of the rows
 * @param count of the rows; perhaps none
 */
record Rows(int first, int count) {
  /**
   * What windows read.
   *
   * @param rows that lie on the map
   * @param before rows of padding before those
   * @param after rows of padding after those
   */
  record Read(Rows rows, int before, int after) {}

  /** All rows of a map. */
  static Rows all(int height) {
    return new Rows(0, height);
  }

  /** The part of these rows that one of some equals gets; the last of them get the larger parts. */
  Rows part(int number, int of) {
    int begin = first + count * number / of;
    return new Rows(begin, first + count * (number + 1) / of - begin);
  }

  /**
   * What windows read that make these rows of a map.
   *
   * @param height of the map that is read
   * @param windows height of the map that is made; whoever makes all of it reads all
   */
  Read read(int kernel, int stride, int padding, int height, int windows) {
    int begin = first * stride - padding;
    int end = begin + (count - 1) * stride + kernel;
    if (count == windows) {
      return new Read(all(height), padding, Math.max(0, end - height));
    }
    int from = Math.max(0, begin);
    int to = Math.min(height, end);
    return new Read(new Rows(from, to - from), from - begin, end - to);
  }
}
