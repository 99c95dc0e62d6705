package io.github.googlenet4j.webp;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The prefix codes of an image: groups of five, and which group each block of pixels uses (RFC
 * 9649, sections 3.7.2 and 3.8).
 */
final class PrefixCodes {
  static final int GREEN = 0;
  static final int RED = 1;
  static final int BLUE = 2;
  static final int ALPHA = 3;
  static final int DISTANCE = 4;
  static final int IN_GROUP = 5;

  static final int LITERALS = 256;
  static final int LENGTHS = 24;
  private static final int DISTANCES = 40;
  private static final int[] ORDER = {
    17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
  };

  /** Entries of all tables: 64 MiB. A file asks for so many only if it is made for it. */
  private static final int MOST_ENTRIES = 1 << 24;

  private final PrefixCode[] codes;
  private final int[] blocks;
  private final int blockBits;
  private final int columns;

  private PrefixCodes(PrefixCode[] codes, int[] blocks, int blockBits, int columns) {
    this.codes = codes;
    this.blocks = blocks;
    this.blockBits = blockBits;
    this.columns = columns;
  }

  /** Pixels on a side of a block are 2 to the power of this; blocks are larger than any picture. */
  int blockBits() {
    return blockBits;
  }

  /** Where the group of the block with that pixel begins. */
  int group(int x, int y) {
    return blocks.length == 0 ? 0 : blocks[(y >> blockBits) * columns + (x >> blockBits)];
  }

  /** Whether all pixels of this group are of one colour, and take no bits. */
  boolean oneColor(int group) {
    return codes[group].onlySymbol() >= 0
        && codes[group].onlySymbol() < LITERALS
        && codes[group + RED].onlySymbol() >= 0
        && codes[group + BLUE].onlySymbol() >= 0
        && codes[group + ALPHA].onlySymbol() >= 0;
  }

  PrefixCode code(int group, int kind) {
    return codes[group + kind];
  }

  /**
   * @param cacheBits size of the colour cache, as a power of 2; 0 if there is none
   * @param mainImage whether it may have more than one group
   */
  static PrefixCodes read(
      BitReader bits, int width, int height, int cacheBits, boolean mainImage, RowCheck check)
      throws IOException {
    int blockBits = 30;
    int columns = 1;
    int[] blocks = {};
    int[] places = {0};
    if (mainImage && bits.flag()) {
      blockBits = 2 + bits.number(3);
      columns = LosslessTransform.blocks(width, blockBits);
      blocks =
          LosslessPixels.image(
              bits, columns, LosslessTransform.blocks(height, blockBits), false, check);
      places = places(blocks);
    }
    int used = Arrays.stream(places).max().orElse(0) + 1;
    PrefixCode[] codes = new PrefixCode[IN_GROUP * used];
    int cache = cacheBits > 0 ? 1 << cacheBits : 0;
    int[] sizes = {LITERALS + LENGTHS + cache, LITERALS, LITERALS, LITERALS, DISTANCES};
    int[] lengths = new int[sizes[GREEN]];
    long entries = 0;
    for (int place : places) {
      check.next();
      for (int kind = 0; kind < IN_GROUP; kind++) {
        PrefixCode code = code(bits, lengths, sizes[kind]);
        if (place >= 0) { // otherwise no block uses it
          codes[IN_GROUP * place + kind] = code;
          entries += code.size();
        }
      }
      if (bits.ended() || entries > MOST_ENTRIES) {
        throw new IOException("prefix codes are cut off or too large");
      }
    }
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] *= IN_GROUP;
    }
    return new PrefixCodes(codes, blocks, blockBits, columns);
  }

  /**
   * Replaces the numbers of groups in the blocks by places without gaps.
   *
   * @return the place of each number; -1 if no block has it
   */
  private static int[] places(int[] blocks) {
    Map<Integer, Integer> places = new HashMap<>();
    int last = 0;
    for (int i = 0; i < blocks.length; i++) {
      int number = (blocks[i] >>> 8) & 0xFFFF;
      last = Math.max(last, number);
      Integer place = places.get(number);
      if (place == null) {
        place = places.size();
        places.put(number, place);
      }
      blocks[i] = place;
    }
    int[] byNumber = new int[last + 1];
    Arrays.fill(byNumber, -1);
    places.forEach((number, place) -> byNumber[number] = place);
    return byNumber;
  }

  /** Section 3.7.2.1: one or two symbols by name, or all lengths in a code of their own. */
  private static PrefixCode code(BitReader bits, int[] lengths, int symbols) throws IOException {
    Arrays.fill(lengths, 0);
    if (bits.flag()) {
      boolean two = bits.flag();
      int first = bits.number(bits.flag() ? 8 : 1);
      int second = two ? bits.number(8) : first;
      if (first >= symbols || second >= symbols) {
        throw new IOException("symbol is not in the alphabet");
      }
      lengths[first] = 1;
      lengths[second] = 1;
      return PrefixCode.of(lengths, symbols);
    }
    int[] own = new int[ORDER.length];
    int count = 4 + bits.number(4);
    for (int i = 0; i < count; i++) {
      own[ORDER[i]] = bits.number(3);
    }
    readLengths(bits, PrefixCode.of(own, own.length), lengths, symbols);
    return PrefixCode.of(lengths, symbols);
  }

  private static void readLengths(BitReader bits, PrefixCode code, int[] lengths, int symbols)
      throws IOException {
    int left = symbols;
    if (bits.flag()) {
      left = 2 + bits.number(2 + 2 * bits.number(3));
      if (left > symbols) {
        throw new IOException("more lengths than symbols");
      }
    }
    int previous = 8;
    int symbol = 0;
    while (symbol < symbols && left-- > 0) {
      int length = code.read(bits);
      if (length < 16) {
        lengths[symbol++] = length;
        previous = length == 0 ? previous : length;
        continue;
      }
      int times =
          switch (length) {
            case 16 -> 3 + bits.number(2);
            case 17 -> 3 + bits.number(3);
            default -> 11 + bits.number(7);
          };
      if (times > symbols - symbol) {
        throw new IOException("more lengths than symbols");
      }
      Arrays.fill(lengths, symbol, symbol + times, length == 16 ? previous : 0);
      symbol += times;
    }
  }
}
