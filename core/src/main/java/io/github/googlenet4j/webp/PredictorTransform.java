package io.github.googlenet4j.webp;

/**
 * Undoes the predictor transform (RFC 9649, section 3.5.1): a pixel is the difference to what its
 * neighbours to the left and above predict, by one of 14 rules.
 */
final class PredictorTransform implements LosslessTransform {
  private static final int BLACK = 0xFF000000;

  private final int[] blocks;
  private final int blockBits;
  private final int columns;
  private final int[] above;

  /**
   * @param blocks the rule of each block of pixels, in green
   */
  PredictorTransform(int[] blocks, int blockBits, int width) {
    this.blocks = blocks;
    this.blockBits = blockBits;
    this.columns = LosslessTransform.blocks(width, blockBits);
    this.above = new int[width];
  }

  @Override
  public int[] undo(int y, int[] row) {
    int width = row.length;
    if (y == 0) {
      row[0] = sum(row[0], BLACK);
      for (int x = 1; x < width; x++) {
        row[x] = sum(row[x], row[x - 1]);
      }
    } else {
      row[0] = sum(row[0], above[0]);
      int first = (y >> blockBits) * columns;
      int side = 1 << blockBits;
      for (int start = 0; start < width; start += side) {
        int rule = (blocks[first + (start >> blockBits)] >> 8) & 15;
        predict(rule, row, Math.max(1, start), Math.min(width, start + side));
      }
    }
    System.arraycopy(row, 0, above, 0, width);
    return row;
  }

  /** Three rules of bytes have loops of their own: the compiler unrolls what is in each. */
  private void predict(int rule, int[] row, int start, int end) {
    int left = row[start - 1];
    switch (rule) {
      case 11 -> {
        for (int x = start; x < end; x++) {
          left = sum(row[x], nearer(left, above[x], above[x - 1]));
          row[x] = left;
        }
      }
      case 12 -> {
        for (int x = start; x < end; x++) {
          left = sum(row[x], clampedSum(left, above[x], above[x - 1]));
          row[x] = left;
        }
      }
      case 13 -> {
        for (int x = start; x < end; x++) {
          left = sum(row[x], clampedHalf(mean(left, above[x]), above[x - 1]));
          row[x] = left;
        }
      }
      default -> predictWhole(rule, row, start, end);
    }
  }

  private void predictWhole(int rule, int[] row, int start, int end) {
    int left = row[start - 1];
    int last = above.length - 1;
    for (int x = start; x < end; x++) {
      int up = above[x];
      int upLeft = above[x - 1];
      // Right of the last column, the first pixel of the row at hand counts.
      int upRight = x < last ? above[x + 1] : row[0];
      left = sum(row[x], predicted(rule, left, up, upLeft, upRight));
      row[x] = left;
    }
  }

  private static int predicted(int rule, int left, int up, int upLeft, int upRight) {
    return switch (rule) {
      case 1 -> left;
      case 2 -> up;
      case 3 -> upRight;
      case 4 -> upLeft;
      case 5 -> mean(mean(left, upRight), up);
      case 6 -> mean(left, upLeft);
      case 7 -> mean(left, up);
      case 8 -> mean(upLeft, up);
      case 9 -> mean(up, upRight);
      case 10 -> mean(mean(left, upLeft), mean(up, upRight));
      default -> BLACK;
    };
  }

  /** Each of the four bytes by itself. */
  static int sum(int a, int b) {
    int odd = (a & 0xFF00FF00) + (b & 0xFF00FF00);
    int even = (a & 0x00FF00FF) + (b & 0x00FF00FF);
    return (odd & 0xFF00FF00) | (even & 0x00FF00FF);
  }

  private static int mean(int a, int b) {
    return (((a ^ b) & 0xFEFEFEFE) >>> 1) + (a & b);
  }

  private static int nearer(int left, int up, int upLeft) {
    int difference =
        distance(left, up, upLeft, 24)
            + distance(left, up, upLeft, 16)
            + distance(left, up, upLeft, 8)
            + distance(left, up, upLeft, 0);
    return difference <= 0 ? up : left;
  }

  /** By how much up is nearer than left to what left + up - upLeft would be, in one byte. */
  private static int distance(int left, int up, int upLeft, int shift) {
    int corner = (upLeft >>> shift) & 255;
    return Math.abs(((left >>> shift) & 255) - corner) - Math.abs(((up >>> shift) & 255) - corner);
  }

  private static int clampedSum(int a, int b, int c) {
    return clampedSum(a, b, c, 24)
        | clampedSum(a, b, c, 16)
        | clampedSum(a, b, c, 8)
        | clampedSum(a, b, c, 0);
  }

  private static int clampedSum(int a, int b, int c, int shift) {
    int value = ((a >>> shift) & 255) + ((b >>> shift) & 255) - ((c >>> shift) & 255);
    return Math.max(0, Math.min(255, value)) << shift;
  }

  private static int clampedHalf(int a, int b) {
    return clampedHalf(a, b, 24)
        | clampedHalf(a, b, 16)
        | clampedHalf(a, b, 8)
        | clampedHalf(a, b, 0);
  }

  private static int clampedHalf(int a, int b, int shift) {
    int value = (a >>> shift) & 255;
    value += (value - ((b >>> shift) & 255)) / 2;
    return Math.max(0, Math.min(255, value)) << shift;
  }
}
