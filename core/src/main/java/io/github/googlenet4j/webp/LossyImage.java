package io.github.googlenet4j.webp;

import java.io.IOException;
import java.util.Arrays;

/**
 * A VP8 key frame (RFC 6386): pixels in one plane of Y and two of half the size, U and V.
 *
 * <p>Macroblocks of 16x16 pixels are decoded row by row. A macroblock is predicted from neighbours
 * that are not smoothed yet, so each row is smoothed after the next one is decoded. Predicting
 * takes place in a small work area with a border, which is then copied to the planes.
 */
public final class LossyImage {
  private static final int STRIDE = Prediction.STRIDE;

  /** Places in the work area; each block has a row above it and a pixel to its left. */
  private static final int Y = STRIDE + 8;

  private static final int U = 18 * STRIDE + 8;
  private static final int V = U + 16;
  private static final int WORK = V + 8 * STRIDE;

  /** What stands above the first row and to the left of the first column. */
  private static final byte ABOVE = 127;

  private static final byte LEFT = (byte) 129;

  private final LossyHeader header;
  private final int columns;
  private final int rows;
  private final int strideY;
  private final int strideC;
  private final byte[] planeY;
  private final byte[] planeU;
  private final byte[] planeV;

  /** Taken before decoding, so that a picture without memory is refused before it costs time. */
  private final byte[] rgb;

  private final Residuals residuals;
  private final byte[] work = new byte[WORK];
  private final LoopFilter.Strength[] strengths = new LoopFilter.Strength[64];

  /** Of one row of macroblocks and the one above it. */
  private final byte[] modesAbove;

  private final byte[] modesLeft = new byte[4];
  private final byte[] edgesAbove;
  private final byte[] edgesLeft = new byte[Residuals.EDGE];

  /** How the last two rows of macroblocks are filtered: the level, negative without inner edges. */
  private final byte[][] levels;

  /** Of the macroblock at hand. */
  private final int[] modes = new int[16];

  private int chromaMode;
  private int segment;

  private LossyImage(LossyHeader header) {
    this.header = header;
    columns = (header.width + 15) >> 4;
    rows = (header.height + 15) >> 4;
    strideY = 16 * columns;
    strideC = 8 * columns;
    planeY = new byte[strideY * 16 * rows];
    planeU = new byte[strideC * 8 * rows];
    planeV = new byte[strideC * 8 * rows];
    rgb = new byte[3 * header.width * header.height];
    residuals = new Residuals(header);
    modesAbove = new byte[4 * columns];
    edgesAbove = new byte[Residuals.EDGE * columns];
    levels = new byte[2][columns];
    for (int level = 0; level < strengths.length; level++) {
      strengths[level] = LoopFilter.Strength.of(level, header.sharpness);
    }
  }

  /**
   * Reads the header of the content of a chunk "VP8 ", and takes the memory for its pixels.
   *
   * @throws IOException where it is damaged or cut off
   */
  public static LossyImage of(byte[] data, int start, int length) throws IOException {
    return new LossyImage(new LossyHeader(data, start, length));
  }

  /**
   * Decodes all pixels. To be called once.
   *
   * @return red, green and blue bytes, row by row
   * @throws IOException where they are damaged or cut off, or {@code check} ends it
   */
  public byte[] decode(RowCheck check) throws IOException {
    for (int row = 0; row < rows; row++) {
      check.next();
      decodeRow(row);
      if (row > 0) {
        filterRow(row - 1);
      }
    }
    filterRow(rows - 1);
    new Upsampling(planeY, strideY, planeU, planeV, strideC, header.width, header.height)
        .into(rgb, check);
    return rgb;
  }

  public int width() {
    return header.width;
  }

  public int height() {
    return header.height;
  }

  private void decodeRow(int row) throws IOException {
    Arrays.fill(modesLeft, (byte) Prediction.DC);
    Arrays.fill(edgesLeft, (byte) 0);
    BooleanDecoder bits = header.partitions[row % header.partitions.length];
    byte[] rowLevels = levels[row & 1];
    for (int column = 0; column < columns; column++) {
      boolean skip = readModes(column);
      boolean small = modes[0] >= SMALL;
      boolean any = false;
      if (skip) {
        Residuals.skip(small, edgesAbove, Residuals.EDGE * column, edgesLeft);
      } else {
        any =
            residuals.read(
                bits, header.steps[segment], small, edgesAbove, Residuals.EDGE * column, edgesLeft);
      }
      if (bits.ended() || header.modes.ended()) {
        throw new IOException("VP8 data are cut off");
      }
      int level = header.filterLevels[segment][small ? 1 : 0];
      rowLevels[column] = (byte) (small || any ? level : -level);
      reconstruct(column, row, small);
      if (!skip) {
        residuals.clear();
      }
    }
  }

  /** Added to the modes of 4x4 blocks, so that the first one tells both kinds apart. */
  private static final int SMALL = 16;

  /** Section 11. Returns whether the macroblock has no coefficients. */
  private boolean readModes(int column) {
    BooleanDecoder bits = header.modes;
    segment = 0;
    if (header.segmentsInMap) {
      int[] tree = header.segmentTree;
      segment = bits.bit(tree[0]) == 0 ? bits.bit(tree[1]) : 2 + bits.bit(tree[2]);
    }
    boolean skip = header.skipProbability >= 0 && bits.bit(header.skipProbability) != 0;
    if (bits.bit(145) == 0) {
      for (int y = 0; y < 4; y++) {
        int left = modesLeft[y];
        for (int x = 0; x < 4; x++) {
          left = smallMode(bits, LossyTables.modeTree(modesAbove[4 * column + x], left));
          modesAbove[4 * column + x] = (byte) left;
          modes[4 * y + x] = SMALL + left;
        }
        modesLeft[y] = (byte) left;
      }
    } else {
      int mode;
      if (bits.bit(156) == 0) {
        mode = bits.bit(163) == 0 ? Prediction.DC : Prediction.VERTICAL;
      } else {
        mode = bits.bit(128) == 0 ? Prediction.HORIZONTAL : Prediction.TRUE_MOTION;
      }
      modes[0] = mode;
      Arrays.fill(modesAbove, 4 * column, 4 * column + 4, (byte) mode);
      Arrays.fill(modesLeft, (byte) mode);
    }
    if (bits.bit(142) == 0) {
      chromaMode = Prediction.DC;
    } else if (bits.bit(114) == 0) {
      chromaMode = Prediction.VERTICAL;
    } else {
      chromaMode = bits.bit(183) == 0 ? Prediction.HORIZONTAL : Prediction.TRUE_MOTION;
    }
    return skip;
  }

  private static int smallMode(BooleanDecoder bits, int tree) {
    int[] p = LossyTables.MODE_PROBABILITIES;
    if (bits.bit(p[tree]) == 0) {
      return Prediction.DC;
    }
    if (bits.bit(p[tree + 1]) == 0) {
      return Prediction.TRUE_MOTION;
    }
    if (bits.bit(p[tree + 2]) == 0) {
      return Prediction.VERTICAL;
    }
    if (bits.bit(p[tree + 3]) == 0) {
      if (bits.bit(p[tree + 4]) == 0) {
        return Prediction.HORIZONTAL;
      }
      return bits.bit(p[tree + 5]) == 0 ? Prediction.RIGHT_DOWN : Prediction.VERTICAL_RIGHT;
    }
    if (bits.bit(p[tree + 6]) == 0) {
      return Prediction.LEFT_DOWN;
    }
    if (bits.bit(p[tree + 7]) == 0) {
      return Prediction.VERTICAL_LEFT;
    }
    return bits.bit(p[tree + 8]) == 0 ? Prediction.HORIZONTAL_DOWN : Prediction.HORIZONTAL_UP;
  }

  private void reconstruct(int column, int row, boolean small) {
    border(planeY, strideY, 16, Y, column, row);
    border(planeU, strideC, 8, U, column, row);
    border(planeV, strideC, 8, V, column, row);
    boolean above = row > 0;
    boolean left = column > 0;
    short[] values = residuals.values;
    if (small) {
      aboveRight(column, row);
    } else {
      Prediction.large(modes[0], work, Y, 16, above, left);
    }
    for (int block = 0; block < 16; block++) {
      int at = Y + (block >> 2) * 4 * STRIDE + (block & 3) * 4;
      if (small) {
        Prediction.small(modes[block] - SMALL, work, at);
      }
      InverseTransform.add(
          values, block * Residuals.BLOCK, residuals.ends[block], work, at, STRIDE);
    }
    for (int plane = 0; plane < 2; plane++) {
      int start = plane == 0 ? U : V;
      int from = plane == 0 ? Residuals.U : Residuals.V;
      Prediction.large(chromaMode, work, start, 8, above, left);
      for (int block = 0; block < 4; block++) {
        int at = start + (block >> 1) * 4 * STRIDE + (block & 1) * 4;
        int place = from + block * Residuals.BLOCK;
        InverseTransform.add(
            values, place, residuals.ends[place / Residuals.BLOCK], work, at, STRIDE);
      }
    }
    store(planeY, strideY, 16, Y, column, row);
    store(planeU, strideC, 8, U, column, row);
    store(planeV, strideC, 8, V, column, row);
  }

  /** The row above a block, its corner, and the column to its left. */
  private void border(byte[] plane, int stride, int side, int at, int column, int row) {
    int from = row * side * stride + column * side;
    if (row > 0) {
      System.arraycopy(plane, from - stride, work, at - STRIDE, side);
      work[at - STRIDE - 1] = column > 0 ? plane[from - stride - 1] : LEFT;
    } else {
      Arrays.fill(work, at - STRIDE - 1, at - STRIDE + side, ABOVE);
    }
    for (int y = 0; y < side; y++) {
      work[at + y * STRIDE - 1] = column > 0 ? plane[from + y * stride - 1] : LEFT;
    }
  }

  /**
   * The four pixels above and to the right of the macroblock. The rows of blocks below use them,
   * too, because what would stand there is not decoded yet (section 12.3).
   */
  private void aboveRight(int column, int row) {
    int at = Y - STRIDE + 16;
    if (row == 0) {
      Arrays.fill(work, at, at + 4, ABOVE);
    } else {
      int from = (16 * row - 1) * strideY + 16 * column + 16;
      if (column < columns - 1) {
        System.arraycopy(planeY, from, work, at, 4);
      } else {
        Arrays.fill(work, at, at + 4, planeY[from - 1]);
      }
    }
    for (int y = 4; y < 16; y += 4) {
      System.arraycopy(work, at, work, at + y * STRIDE, 4);
    }
  }

  private void store(byte[] plane, int stride, int side, int at, int column, int row) {
    int to = row * side * stride + column * side;
    for (int y = 0; y < side; y++) {
      System.arraycopy(work, at + y * STRIDE, plane, to + y * stride, side);
    }
  }

  private void filterRow(int row) {
    byte[] rowLevels = levels[row & 1];
    boolean top = row > 0;
    for (int column = 0; column < columns; column++) {
      int level = rowLevels[column];
      if (level == 0) {
        continue;
      }
      LoopFilter.Strength strength = strengths[Math.abs(level)];
      boolean left = column > 0;
      boolean inner = level > 0;
      int luma = 16 * row * strideY + 16 * column;
      if (header.simpleFilter) {
        LoopFilter.simple(planeY, luma, strideY, strength, left, top, inner);
        continue;
      }
      int chroma = 8 * row * strideC + 8 * column;
      LoopFilter.normal(planeY, luma, strideY, 16, strength, left, top, inner);
      LoopFilter.normal(planeU, chroma, strideC, 8, strength, left, top, inner);
      LoopFilter.normal(planeV, chroma, strideC, 8, strength, left, top, inner);
    }
  }
}
