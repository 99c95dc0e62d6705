package io.github.googlenet4j.webp;

import java.util.Arrays;

/**
 * Predicts pixels from those above and to the left (RFC 6386, section 12).
 *
 * <p>Pixels are in a work area of rows of {@link #STRIDE} bytes, in which the pixels above and to
 * the left stand beside the block.
 */
final class Prediction {
  static final int STRIDE = 32;

  static final int DC = 0;
  static final int TRUE_MOTION = 1;
  static final int VERTICAL = 2;
  static final int HORIZONTAL = 3;
  static final int RIGHT_DOWN = 4;
  static final int VERTICAL_RIGHT = 5;
  static final int LEFT_DOWN = 6;
  static final int VERTICAL_LEFT = 7;
  static final int HORIZONTAL_DOWN = 8;
  static final int HORIZONTAL_UP = 9;

  private Prediction() {}

  /**
   * A square of 16 or 8 pixels a side.
   *
   * @param above whether there is a macroblock above, which matters to DC only
   * @param left likewise
   */
  static void large(int mode, byte[] p, int at, int side, boolean above, boolean left) {
    switch (mode) {
      case DC -> fill(p, at, side, dc(p, at, side, above, left));
      case TRUE_MOTION -> trueMotion(p, at, side);
      case VERTICAL -> {
        for (int y = 0; y < side; y++) {
          System.arraycopy(p, at - STRIDE, p, at + y * STRIDE, side);
        }
      }
      default -> {
        for (int row = at; row < at + side * STRIDE; row += STRIDE) {
          Arrays.fill(p, row, row + side, p[row - 1]);
        }
      }
    }
  }

  private static int dc(byte[] p, int at, int side, boolean above, boolean left) {
    if (!above && !left) {
      return 128;
    }
    int sum = 0;
    for (int i = 0; i < side; i++) {
      sum += above ? p[at - STRIDE + i] & 255 : 0;
      sum += left ? p[at - 1 + i * STRIDE] & 255 : 0;
    }
    int count = above && left ? 2 * side : side;
    return (sum + count / 2) / count;
  }

  private static void fill(byte[] p, int at, int side, int value) {
    for (int row = at; row < at + side * STRIDE; row += STRIDE) {
      Arrays.fill(p, row, row + side, (byte) value);
    }
  }

  private static void trueMotion(byte[] p, int at, int side) {
    int corner = p[at - STRIDE - 1] & 255;
    for (int row = at; row < at + side * STRIDE; row += STRIDE) {
      int difference = (p[row - 1] & 255) - corner;
      for (int x = 0; x < side; x++) {
        p[row + x] = InverseTransform.clip((p[at - STRIDE + x] & 255) + difference);
      }
    }
  }

  /**
   * A square of 4 pixels a side. In the RFC's letters: P is the corner, A to H are the pixels above
   * from left to right, I to L those to the left from top to bottom.
   */
  static void small(int mode, byte[] p, int at) {
    int up = at - STRIDE;
    int corner = p[up - 1] & 255;
    int a = p[up] & 255;
    int b = p[up + 1] & 255;
    int c = p[up + 2] & 255;
    int d = p[up + 3] & 255;
    int i = p[at - 1] & 255;
    int j = p[at + STRIDE - 1] & 255;
    int k = p[at + 2 * STRIDE - 1] & 255;
    int l = p[at + 3 * STRIDE - 1] & 255;
    switch (mode) {
      case DC -> fill(p, at, 4, (a + b + c + d + i + j + k + l + 4) >> 3);
      case TRUE_MOTION -> trueMotion(p, at, 4);
      case VERTICAL -> {
        int e = p[up + 4] & 255;
        rows(p, at, mean(corner, a, b), mean(a, b, c), mean(b, c, d), mean(c, d, e));
      }
      case HORIZONTAL -> {
        fillRow(p, at, mean(corner, i, j));
        fillRow(p, at + STRIDE, mean(i, j, k));
        fillRow(p, at + 2 * STRIDE, mean(j, k, l));
        fillRow(p, at + 3 * STRIDE, mean(k, l, l));
      }
      case RIGHT_DOWN -> {
        int[] diagonal = {
          mean(j, k, l),
          mean(i, j, k),
          mean(corner, i, j),
          mean(a, corner, i),
          mean(b, a, corner),
          mean(c, b, a),
          mean(d, c, b)
        };
        diagonals(p, at, diagonal, 3, -1);
      }
      case LEFT_DOWN -> {
        int e = p[up + 4] & 255;
        int f = p[up + 5] & 255;
        int g = p[up + 6] & 255;
        int h = p[up + 7] & 255;
        int[] diagonal = {
          mean(a, b, c),
          mean(b, c, d),
          mean(c, d, e),
          mean(d, e, f),
          mean(e, f, g),
          mean(f, g, h),
          mean(g, h, h)
        };
        diagonals(p, at, diagonal, 0, 1);
      }
      case VERTICAL_RIGHT -> {
        int ia = mean(i, corner, a);
        int ab = mean(corner, a, b);
        int bc = mean(a, b, c);
        row(p, at, mean(corner, a), mean(a, b), mean(b, c), mean(c, d));
        row(p, at + STRIDE, ia, ab, bc, mean(b, c, d));
        row(p, at + 2 * STRIDE, mean(j, i, corner), mean(corner, a), mean(a, b), mean(b, c));
        row(p, at + 3 * STRIDE, mean(k, j, i), ia, ab, bc);
      }
      case VERTICAL_LEFT -> {
        int e = p[up + 4] & 255;
        int f = p[up + 5] & 255;
        int g = p[up + 6] & 255;
        int h = p[up + 7] & 255;
        int bcd = mean(b, c, d);
        int cde = mean(c, d, e);
        int def = mean(d, e, f);
        row(p, at, mean(a, b), mean(b, c), mean(c, d), mean(d, e));
        row(p, at + STRIDE, mean(a, b, c), bcd, cde, def);
        row(p, at + 2 * STRIDE, mean(b, c), mean(c, d), mean(d, e), mean(e, f, g));
        row(p, at + 3 * STRIDE, bcd, cde, def, mean(f, g, h));
      }
      case HORIZONTAL_DOWN -> {
        int ip = mean(i, corner);
        int ipa = mean(i, corner, a);
        int ji = mean(j, i);
        int jip = mean(j, i, corner);
        int kj = mean(k, j);
        int kji = mean(k, j, i);
        row(p, at, ip, ipa, mean(corner, a, b), mean(a, b, c));
        row(p, at + STRIDE, ji, jip, ip, ipa);
        row(p, at + 2 * STRIDE, kj, kji, ji, jip);
        row(p, at + 3 * STRIDE, mean(l, k), mean(l, k, j), kj, kji);
      }
      default -> {
        int jk = mean(j, k);
        int jkl = mean(j, k, l);
        int kl = mean(k, l);
        int kll = mean(k, l, l);
        row(p, at, mean(i, j), mean(i, j, k), jk, jkl);
        row(p, at + STRIDE, jk, jkl, kl, kll);
        row(p, at + 2 * STRIDE, kl, kll, l, l);
        row(p, at + 3 * STRIDE, l, l, l, l);
      }
    }
  }

  private static void diagonals(byte[] p, int at, int[] values, int first, int down) {
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 4; x++) {
        p[at + y * STRIDE + x] = (byte) values[first + x + down * y];
      }
    }
  }

  private static void rows(byte[] p, int at, int v0, int v1, int v2, int v3) {
    for (int y = 0; y < 4; y++) {
      row(p, at + y * STRIDE, v0, v1, v2, v3);
    }
  }

  private static void fillRow(byte[] p, int at, int value) {
    row(p, at, value, value, value, value);
  }

  private static void row(byte[] p, int at, int v0, int v1, int v2, int v3) {
    p[at] = (byte) v0;
    p[at + 1] = (byte) v1;
    p[at + 2] = (byte) v2;
    p[at + 3] = (byte) v3;
  }

  private static int mean(int a, int b) {
    return (a + b + 1) >> 1;
  }

  private static int mean(int a, int b, int c) {
    return (a + 2 * b + c + 2) >> 2;
  }
}
