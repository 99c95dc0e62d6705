package io.github.googlenet4j.onednn.internal.primitive;

/**
 * Some neighbours: rows of a map, tiles, outputs of a classifier.
 *
 * @param first of them
 * @param count of them; perhaps none
 */
public record IndexRange(int first, int count) {
  /**
   * What windows read.
   *
   * @param range that lies on the map
   * @param paddingBefore it, rows or columns of padding
   * @param paddingAfter it, rows or columns of padding
   */
  public record ReceptiveField(IndexRange range, int paddingBefore, int paddingAfter) {}

  /** All of so many. */
  public static IndexRange all(int count) {
    return new IndexRange(0, count);
  }

  /** The part of these that one of some equals gets; the last of them get the larger parts. */
  public IndexRange part(int number, int of) {
    int begin = first + count * number / of;
    return new IndexRange(begin, first + count * (number + 1) / of - begin);
  }

  /**
   * What windows read that make these rows, or columns, of a map.
   *
   * @param length of the map that is read
   * @param windows length of the map that is made; whoever makes all of it reads all
   */
  public ReceptiveField receptiveField(
      int kernel, int stride, int padding, int length, int windows) {
    int begin = first * stride - padding;
    int end = begin + (count - 1) * stride + kernel;
    if (count == windows) {
      return new ReceptiveField(all(length), padding, Math.max(0, end - length));
    }
    int from = Math.max(0, begin);
    int to = Math.min(length, end);
    return new ReceptiveField(new IndexRange(from, to - from), from - begin, end - to);
  }
}
