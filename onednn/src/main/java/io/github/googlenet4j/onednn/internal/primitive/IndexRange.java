package io.github.googlenet4j.onednn.internal.primitive;

/**
 * Neighbouring indices: rows of an activation, Winograd tiles, or outputs of a linear layer.
 *
 * @param first the first index
 * @param count how many; may be 0
 */
public record IndexRange(int first, int count) {
  /**
   * The input rows, or columns, that sliding windows cover.
   *
   * @param range the rows that exist
   * @param paddingBefore rows of padding before them
   * @param paddingAfter rows of padding after them
   */
  public record ReceptiveField(IndexRange range, int paddingBefore, int paddingAfter) {}

  /** 0 to count - 1. */
  public static IndexRange all(int count) {
    return new IndexRange(0, count);
  }

  /**
   * One of several parts of nearly equal size. The last parts are the larger ones.
   *
   * @param number of the part, from 0
   * @param of how many parts there are
   */
  public IndexRange part(int number, int of) {
    int begin = first + count * number / of;
    return new IndexRange(begin, first + count * (number + 1) / of - begin);
  }

  /**
   * The size of the parts into which a batch is divided evenly; the last part may be smaller.
   *
   * @param largest size of a part
   */
  public static int evenPartSize(int batch, int largest) {
    int parts = (batch + largest - 1) / largest;
    return (batch + parts - 1) / parts;
  }

  /**
   * The input rows, or columns, from which windows compute these output rows.
   *
   * @param length of the input
   * @param windows length of the whole output; a range of all windows reads the whole input
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
