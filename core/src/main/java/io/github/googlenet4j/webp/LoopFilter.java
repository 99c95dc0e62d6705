package io.github.googlenet4j.webp;

/**
 * Smooths the edges of blocks (RFC 6386, section 15): a difference across an edge that is small
 * comes from rounding and not from the picture.
 *
 * <p>{@code step} is the distance of two pixels across the edge, {@code next} of two along it.
 */
final class LoopFilter {
  private LoopFilter() {}

  /** How strongly the macroblocks of a level are filtered. */
  record Strength(int level, int interior, int variance) {
    static Strength of(int level, int sharpness) {
      int interior = level;
      if (sharpness > 0) {
        interior = Math.min(level >> (sharpness > 4 ? 2 : 1), 9 - sharpness);
      }
      return new Strength(level, Math.max(1, interior), level >= 40 ? 2 : level >= 15 ? 1 : 0);
    }

    /** The limit across edges of 4x4 blocks; between macroblocks it is 4 more. */
    private int limit() {
      return 2 * level + interior;
    }
  }

  /** Only luma, two pixels at each edge. */
  static void simple(
      byte[] y, int at, int stride, Strength strength, boolean left, boolean top, boolean inner) {
    int limit = 2 * strength.limit() + 1;
    if (left) {
      simpleEdge(y, at, 1, stride, limit + 8);
    }
    for (int i = 4; inner && i < 16; i += 4) {
      simpleEdge(y, at + i, 1, stride, limit);
    }
    if (top) {
      simpleEdge(y, at, stride, 1, limit + 8);
    }
    for (int i = 4; inner && i < 16; i += 4) {
      simpleEdge(y, at + i * stride, stride, 1, limit);
    }
  }

  /** A square of {@code side} pixels of one plane, with all its edges. */
  static void normal(
      byte[] plane,
      int at,
      int stride,
      int side,
      Strength strength,
      boolean left,
      boolean top,
      boolean inner) {
    int limit = 2 * strength.limit() + 1;
    if (left) {
      outerEdge(plane, at, 1, stride, side, limit + 8, strength);
    }
    for (int i = 4; inner && i < side; i += 4) {
      innerEdge(plane, at + i, 1, stride, side, limit, strength);
    }
    if (top) {
      outerEdge(plane, at, stride, 1, side, limit + 8, strength);
    }
    for (int i = 4; inner && i < side; i += 4) {
      innerEdge(plane, at + i * stride, stride, 1, side, limit, strength);
    }
  }

  private static void simpleEdge(byte[] p, int at, int step, int next, int limit) {
    for (int i = 0; i < 16; i++, at += next) {
      int p1 = p[at - 2 * step] & 255;
      int p0 = p[at - step] & 255;
      int q0 = p[at] & 255;
      int q1 = p[at + step] & 255;
      if (4 * Math.abs(p0 - q0) + Math.abs(p1 - q1) <= limit) {
        two(p, at, step, p1, p0, q0, q1);
      }
    }
  }

  private static void outerEdge(
      byte[] p, int at, int step, int next, int count, int limit, Strength strength) {
    int interior = strength.interior;
    for (int i = 0; i < count; i++, at += next) {
      int p1 = p[at - 2 * step] & 255;
      int p0 = p[at - step] & 255;
      int q0 = p[at] & 255;
      int q1 = p[at + step] & 255;
      if (4 * Math.abs(p0 - q0) + Math.abs(p1 - q1) > limit) {
        continue;
      }
      int p2 = p[at - 3 * step] & 255;
      int q2 = p[at + 2 * step] & 255;
      if (Math.abs((p[at - 4 * step] & 255) - p2) > interior
          || Math.abs(p2 - p1) > interior
          || Math.abs(p1 - p0) > interior
          || Math.abs((p[at + 3 * step] & 255) - q2) > interior
          || Math.abs(q2 - q1) > interior
          || Math.abs(q1 - q0) > interior) {
        continue;
      }
      if (Math.abs(p1 - p0) > strength.variance || Math.abs(q1 - q0) > strength.variance) {
        two(p, at, step, p1, p0, q0, q1);
      } else {
        six(p, at, step, p2, p1, p0, q0, q1, q2);
      }
    }
  }

  private static void innerEdge(
      byte[] p, int at, int step, int next, int count, int limit, Strength strength) {
    int interior = strength.interior;
    for (int i = 0; i < count; i++, at += next) {
      int p1 = p[at - 2 * step] & 255;
      int p0 = p[at - step] & 255;
      int q0 = p[at] & 255;
      int q1 = p[at + step] & 255;
      if (4 * Math.abs(p0 - q0) + Math.abs(p1 - q1) > limit) {
        continue;
      }
      int p2 = p[at - 3 * step] & 255;
      int q2 = p[at + 2 * step] & 255;
      if (Math.abs((p[at - 4 * step] & 255) - p2) > interior
          || Math.abs(p2 - p1) > interior
          || Math.abs(p1 - p0) > interior
          || Math.abs((p[at + 3 * step] & 255) - q2) > interior
          || Math.abs(q2 - q1) > interior
          || Math.abs(q1 - q0) > interior) {
        continue;
      }
      if (Math.abs(p1 - p0) > strength.variance || Math.abs(q1 - q0) > strength.variance) {
        two(p, at, step, p1, p0, q0, q1);
      } else {
        four(p, at, step, p1, p0, q0, q1);
      }
    }
  }

  private static void two(byte[] p, int at, int step, int p1, int p0, int q0, int q1) {
    int a = 3 * (q0 - p0) + signed(p1 - q1);
    p[at - step] = InverseTransform.clip(p0 + fifth((a + 3) >> 3));
    p[at] = InverseTransform.clip(q0 - fifth((a + 4) >> 3));
  }

  private static void four(byte[] p, int at, int step, int p1, int p0, int q0, int q1) {
    int a = 3 * (q0 - p0);
    int a1 = fifth((a + 4) >> 3);
    int a3 = (a1 + 1) >> 1;
    p[at - 2 * step] = InverseTransform.clip(p1 + a3);
    p[at - step] = InverseTransform.clip(p0 + fifth((a + 3) >> 3));
    p[at] = InverseTransform.clip(q0 - a1);
    p[at + step] = InverseTransform.clip(q1 - a3);
  }

  private static void six(
      byte[] p, int at, int step, int p2, int p1, int p0, int q0, int q1, int q2) {
    int a = signed(3 * (q0 - p0) + signed(p1 - q1));
    int a1 = (27 * a + 63) >> 7;
    int a2 = (18 * a + 63) >> 7;
    int a3 = (9 * a + 63) >> 7;
    p[at - 3 * step] = InverseTransform.clip(p2 + a3);
    p[at - 2 * step] = InverseTransform.clip(p1 + a2);
    p[at - step] = InverseTransform.clip(p0 + a1);
    p[at] = InverseTransform.clip(q0 - a1);
    p[at + step] = InverseTransform.clip(q1 - a2);
    p[at + 2 * step] = InverseTransform.clip(q2 - a3);
  }

  /** Within the values of a signed byte. */
  private static int signed(int value) {
    return Math.max(-128, Math.min(127, value));
  }

  /** Within five bits and a sign. */
  private static int fifth(int value) {
    return Math.max(-16, Math.min(15, value));
  }
}
