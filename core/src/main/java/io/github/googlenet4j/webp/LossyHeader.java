package io.github.googlenet4j.webp;

import java.io.IOException;

/**
 * The header of a VP8 key frame (RFC 6386, sections 9 and 19.2), and the partitions after it.
 *
 * <p>Everything is set by the constructor, which has read the header from {@link #modes}.
 */
final class LossyHeader {
  private static final int SEGMENTS = 4;
  private static final int HIGHEST_PROFILE = 3;
  private static final int LARGEST_STEP = 127;

  /** A chroma DC step is at most 132, which stands at this place (section 9.6). */
  private static final int LARGEST_CHROMA_STEP = 117;

  private static final int HIGHEST_LEVEL = 63;

  final int width;
  final int height;

  /** What follows the header in the first partition: modes of the macroblocks. */
  final BooleanDecoder modes;

  /** Coefficients: row {@code y} of macroblocks is in partition {@code y % length}. */
  final BooleanDecoder[] partitions;

  final boolean segmentsInMap;

  /** Probabilities in the tree of segments. */
  final int[] segmentTree = {255, 255, 255};

  /** Of each segment: steps of Y's DC and AC, Y2's DC and AC, chroma's DC and AC. */
  final int[][] steps = new int[SEGMENTS][];

  final boolean simpleFilter;
  final int sharpness;

  /** By segment, then whether blocks are predicted as 4x4; 0 filters nothing. */
  final int[][] filterLevels = new int[SEGMENTS][2];

  /** By type, band, context and node. */
  final int[] coefficients = LossyTables.COEFFICIENT_PROBABILITIES.clone();

  /** That a macroblock says to have coefficients; -1 where none says so. */
  final int skipProbability;

  private final int[] segmentSteps = new int[SEGMENTS];
  private final int[] segmentLevels = new int[SEGMENTS];
  private boolean segmented;
  private boolean absolute;

  LossyHeader(byte[] data, int start, int length) throws IOException {
    int end = start + length;
    if (length < 10) {
      throw new IOException("VP8 header is cut off");
    }
    int tag = number(data, start, 3);
    boolean key = (tag & 1) == 0;
    boolean shown = ((tag >> 4) & 1) != 0;
    boolean signed =
        (data[start + 3] & 255) == 0x9D && data[start + 4] == 0x01 && data[start + 5] == 0x2A;
    if (!key || !shown || !signed || ((tag >> 1) & 7) > HIGHEST_PROFILE) {
      throw new IOException("no VP8 key frame that is shown");
    }
    width = number(data, start + 6, 2) & 0x3FFF;
    height = number(data, start + 8, 2) & 0x3FFF;
    int first = start + 10;
    int firstEnd = first + (tag >> 5);
    if (width == 0 || height == 0 || firstEnd > end) {
      throw new IOException("VP8 partition is cut off");
    }
    modes = new BooleanDecoder(data, first, firstEnd);
    modes.flag(); // colour space
    modes.flag(); // whether values may need clamping: they are clamped
    segmentsInMap = readSegments();
    simpleFilter = modes.flag();
    int level = modes.number(6);
    sharpness = modes.number(3);
    readFilterLevels(level);
    partitions = partitions(data, firstEnd, end, 1 << modes.number(2));
    readSteps();
    modes.flag(); // whether probabilities are kept for the next frame
    for (int i = 0; i < coefficients.length; i++) {
      if (modes.bit(LossyTables.UPDATE_PROBABILITIES[i]) != 0) {
        coefficients[i] = modes.number(8);
      }
    }
    skipProbability = modes.flag() ? modes.number(8) : -1;
    if (modes.ended()) {
      throw new IOException("VP8 header is cut off");
    }
  }

  /** Section 9.3. */
  private boolean readSegments() {
    segmented = modes.flag();
    if (!segmented) {
      return false;
    }
    boolean map = modes.flag();
    if (modes.flag()) {
      absolute = modes.flag();
      for (int i = 0; i < SEGMENTS; i++) {
        segmentSteps[i] = modes.optional(7);
      }
      for (int i = 0; i < SEGMENTS; i++) {
        segmentLevels[i] = modes.optional(6);
      }
    }
    if (map) {
      for (int i = 0; i < segmentTree.length; i++) {
        segmentTree[i] = modes.flag() ? modes.number(8) : 255;
      }
    }
    return map;
  }

  /** Section 9.6: levels change by reference frame, of which there is one, and by mode. */
  private void readFilterLevels(int level) {
    int[] byFrame = new int[4];
    int[] byMode = new int[4];
    boolean changes = modes.flag();
    if (changes && modes.flag()) {
      for (int[] deltas : new int[][] {byFrame, byMode}) {
        for (int i = 0; i < 4; i++) {
          if (modes.flag()) {
            deltas[i] = modes.signed(6);
          }
        }
      }
    }
    for (int segment = 0; segment < SEGMENTS && level != 0; segment++) {
      int base = bySegment(level, segmentLevels[segment]);
      for (int small = 0; small < 2; small++) {
        int own = base + byFrame[0] + small * byMode[0];
        filterLevels[segment][small] = Math.max(0, Math.min(HIGHEST_LEVEL, own));
      }
    }
  }

  private int bySegment(int common, int own) {
    if (!segmented) {
      return common;
    }
    return absolute ? own : common + own;
  }

  private void readSteps() {
    int base = modes.number(7);
    int[] deltas = new int[6];
    for (int i : new int[] {0, 2, 3, 4, 5}) { // Y's AC has none
      deltas[i] = modes.optional(4);
    }
    for (int segment = 0; segment < SEGMENTS; segment++) {
      int common = bySegment(base, segmentSteps[segment]);
      int[] own = new int[6];
      for (int i = 0; i < own.length; i++) {
        int last = i == 4 ? LARGEST_CHROMA_STEP : LARGEST_STEP;
        int index = Math.max(0, Math.min(last, common + deltas[i]));
        own[i] = (i % 2 == 0 ? LossyTables.DC_STEPS : LossyTables.AC_STEPS)[index];
      }
      own[2] *= 2;
      own[3] = Math.max(8, own[3] * 155 / 100);
      steps[segment] = own;
    }
  }

  private static int number(byte[] data, int at, int bytes) {
    int number = 0;
    for (int i = bytes - 1; i >= 0; i--) {
      number = (number << 8) | (data[at + i] & 255);
    }
    return number;
  }

  /** Section 9.5: sizes of all but the last, then the partitions. */
  private static BooleanDecoder[] partitions(byte[] data, int sizes, int end, int count)
      throws IOException {
    int start = sizes + 3 * (count - 1);
    if (start >= end) {
      throw new IOException("VP8 partitions are cut off");
    }
    BooleanDecoder[] partitions = new BooleanDecoder[count];
    for (int i = 0; i < count; i++) {
      int next = end;
      if (i < count - 1) {
        int at = sizes + 3 * i;
        next = Math.min(end, start + number(data, at, 3));
      }
      partitions[i] = new BooleanDecoder(data, start, next);
      start = next;
    }
    if (partitions[count - 1].empty()) {
      throw new IOException("VP8 partitions are cut off");
    }
    return partitions;
  }
}
