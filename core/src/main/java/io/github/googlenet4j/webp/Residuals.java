package io.github.googlenet4j.webp;

import java.util.Arrays;

/**
 * Reads the coefficients of a macroblock (RFC 6386, section 13), multiplied by their steps.
 *
 * <p>A block is 16 coefficients in the order of its pixels. 16 blocks of Y come first, then four of
 * U and four of V.
 */
final class Residuals {
  static final int BLOCK = InverseTransform.BLOCK;
  static final int U = 16 * BLOCK;
  static final int V = 20 * BLOCK;
  private static final int MACROBLOCK = 24 * BLOCK;

  private static final int[] BANDS = {0, 1, 2, 3, 6, 4, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 0};
  private static final int[] ZIGZAG = {0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15};

  /** Probabilities of the further bits of large values, in four categories. */
  private static final int[][] LARGE = {
    {173, 148, 140},
    {176, 155, 140, 135},
    {180, 157, 141, 134, 130},
    {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}
  };

  /** Block types: Y after Y2, Y2, chroma, Y with its own DC. */
  private static final int Y_AFTER_Y2 = 0;

  private static final int Y2 = 1;
  private static final int CHROMA = 2;
  private static final int Y = 3;

  /** Contexts of a macroblock: 4 of Y, 2 of U, 2 of V, and Y2's. */
  static final int EDGE = 9;

  private static final int Y2_EDGE = 8;

  private static final int BY_CONTEXT = LossyTables.NODES;
  private static final int BY_POSITION = LossyTables.CONTEXTS * BY_CONTEXT;
  private static final int BY_TYPE = BANDS.length * BY_POSITION;

  /** By type, position in the block, context and node. */
  private final int[] probabilities = new int[LossyTables.TYPES * BY_TYPE];

  /** The macroblock's coefficients. */
  final short[] values = new short[MACROBLOCK];

  /** Of each block, where the coefficients end that are not zero. */
  final byte[] ends = new byte[MACROBLOCK / BLOCK];

  private final short[] y2 = new short[BLOCK];

  Residuals(LossyHeader header) {
    for (int type = 0; type < LossyTables.TYPES; type++) {
      for (int position = 0; position < BANDS.length; position++) {
        System.arraycopy(
            header.coefficients,
            (type * LossyTables.BANDS + BANDS[position]) * BY_POSITION,
            probabilities,
            type * BY_TYPE + position * BY_POSITION,
            BY_POSITION);
      }
    }
  }

  /** Makes all coefficients zero again, after they have been used. */
  void clear() {
    Arrays.fill(values, (short) 0);
    Arrays.fill(ends, (byte) 0);
  }

  /** No coefficients; the contexts of Y2 stay as they are where the macroblock has none. */
  static void skip(boolean small, byte[] above, int aboveAt, byte[] left) {
    for (int i = 0; i < Y2_EDGE; i++) {
      above[aboveAt + i] = 0;
      left[i] = 0;
    }
    if (!small) {
      above[aboveAt + Y2_EDGE] = 0;
      left[Y2_EDGE] = 0;
    }
  }

  /**
   * Reads a macroblock's coefficients into {@link #values}, which are zero before.
   *
   * @param small whether it is predicted as 4x4 blocks, and so has no Y2
   * @param above contexts of the macroblock above, from {@code aboveAt} on; replaced by its own
   * @param left likewise
   * @return whether any coefficient is not zero
   */
  boolean read(
      BooleanDecoder bits, int[] steps, boolean small, byte[] above, int aboveAt, byte[] left) {
    int first = 0;
    int type = Y;
    boolean any = false;
    if (!small) {
      Arrays.fill(y2, (short) 0);
      int context = above[aboveAt + Y2_EDGE] + left[Y2_EDGE];
      int end = block(bits, Y2, context, steps[2], steps[3], 0, y2, 0);
      byte some = (byte) (end > 0 ? 1 : 0);
      above[aboveAt + Y2_EDGE] = some;
      left[Y2_EDGE] = some;
      any = InverseTransform.walshHadamard(y2, values);
      first = 1;
      type = Y_AFTER_Y2;
    }
    any |= plane(bits, type, first, 4, 0, steps[0], steps[1], above, aboveAt, left, 0);
    any |= plane(bits, CHROMA, 0, 2, U, steps[4], steps[5], above, aboveAt + 4, left, 4);
    any |= plane(bits, CHROMA, 0, 2, V, steps[4], steps[5], above, aboveAt + 6, left, 6);
    return any;
  }

  private boolean plane(
      BooleanDecoder bits,
      int type,
      int first,
      int side,
      int to,
      int dc,
      int ac,
      byte[] above,
      int aboveAt,
      byte[] left,
      int leftAt) {
    boolean any = false;
    for (int y = 0; y < side; y++) {
      int before = left[leftAt + y];
      for (int x = 0; x < side; x++, to += BLOCK) {
        int end = block(bits, type, before + above[aboveAt + x], dc, ac, first, values, to);
        ends[to / BLOCK] = (byte) end;
        before = end > first ? 1 : 0;
        above[aboveAt + x] = (byte) before;
        any |= end > first;
      }
      left[leftAt + y] = (byte) before;
    }
    return any;
  }

  /** Reads one block and returns the position after its last coefficient. */
  private int block(
      BooleanDecoder bits, int type, int context, int dc, int ac, int first, short[] to, int at) {
    int[] p = probabilities;
    int n = first;
    int node = type * BY_TYPE + n * BY_POSITION + context * BY_CONTEXT;
    while (n < BLOCK) {
      if (bits.bit(p[node]) == 0) {
        return n;
      }
      int next = type * BY_TYPE + (n + 1) * BY_POSITION; // context 0
      while (bits.bit(p[node + 1]) == 0) {
        node = next;
        next += BY_POSITION;
        if (++n == BLOCK) {
          return BLOCK;
        }
      }
      int value = 1;
      if (bits.bit(p[node + 2]) == 0) {
        node = next + BY_CONTEXT;
      } else {
        value = large(bits, p, node);
        node = next + 2 * BY_CONTEXT;
      }
      int signed = bits.bit(128) != 0 ? -value : value;
      to[at + ZIGZAG[n]] = (short) (signed * (n > 0 ? ac : dc));
      n++;
    }
    return BLOCK;
  }

  private static int large(BooleanDecoder bits, int[] p, int node) {
    if (bits.bit(p[node + 3]) == 0) {
      return bits.bit(p[node + 4]) == 0 ? 2 : 3 + bits.bit(p[node + 5]);
    }
    if (bits.bit(p[node + 6]) == 0) {
      if (bits.bit(p[node + 7]) == 0) {
        return 5 + bits.bit(159);
      }
      int high = bits.bit(165);
      return 7 + 2 * high + bits.bit(145);
    }
    int high = bits.bit(p[node + 8]);
    int category = 2 * high + bits.bit(p[node + 9 + high]);
    int value = 0;
    for (int probability : LARGE[category]) {
      value = 2 * value + bits.bit(probability);
    }
    return value + 3 + (8 << category);
  }
}
