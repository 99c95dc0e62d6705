package io.github.googlenet4j.webp;

import java.io.IOException;

/**
 * A prefix code (RFC 9649, section 3.7.2), as a table that is looked up by the next bits.
 *
 * <p>The first level has up to 8 bits. An entry holds a symbol and the bits to use, or where a
 * second level begins and how many bits that has.
 */
final class PrefixCode {
  static final int LONGEST = 15;
  private static final int FIRST_LEVEL = 8;
  private static final int SECOND_LEVEL = 0x80;
  private static final int BITS = 0x1F;

  private final int[] table;
  private final int firstBits;

  private PrefixCode(int[] table, int firstBits) {
    this.table = table;
    this.firstBits = firstBits;
  }

  /** The next symbol. */
  int read(BitReader bits) {
    long next = bits.peek();
    int entry = table[(int) next & ((1 << firstBits) - 1)];
    if ((entry & SECOND_LEVEL) != 0) {
      int index = (int) (next >>> firstBits) & ((1 << (entry & BITS)) - 1);
      entry = table[(entry >>> 8) + index];
    }
    bits.use(entry & BITS);
    return entry >>> 8;
  }

  /** The symbol of a code that has no other, and so takes no bits; otherwise -1. */
  int onlySymbol() {
    return firstBits == 0 ? table[0] >>> 8 : -1;
  }

  /** Entries of the table, for counting memory. */
  int size() {
    return table.length;
  }

  /**
   * The code whose symbols have these lengths; 0 means that a symbol does not occur.
   *
   * @throws IOException unless each sequence of bits is exactly one code, or there is one symbol,
   *     which then has no bits
   */
  static PrefixCode of(int[] lengths, int symbols) throws IOException {
    int[] counts = new int[LONGEST + 1];
    int last = 0;
    for (int symbol = 0; symbol < symbols; symbol++) {
      counts[lengths[symbol]]++;
      last = lengths[symbol] > 0 ? symbol : last;
    }
    if (counts[0] == symbols - 1) {
      return new PrefixCode(new int[] {last << 8}, 0);
    }
    counts[0] = 0;
    int longest = 0;
    int used = 0;
    for (int length = 1; length <= LONGEST; length++) {
      used += counts[length] << (LONGEST - length);
      longest = counts[length] > 0 ? length : longest;
    }
    if (used != 1 << LONGEST) {
      throw new IOException("prefix code is not complete");
    }
    int firstBits = Math.min(FIRST_LEVEL, longest);
    int[] next = new int[LONGEST + 1]; // the first code of each length
    for (int length = 1; length < LONGEST; length++) {
      next[length + 1] = (next[length] + counts[length]) << 1;
    }
    int[] codes = new int[symbols];
    int[] deeper = new int[1 << firstBits]; // bits of the second level below each entry
    for (int symbol = 0; symbol < symbols; symbol++) {
      int length = lengths[symbol];
      if (length > 0) {
        codes[symbol] = Integer.reverse(next[length]++) >>> (32 - length);
        int first = codes[symbol] & (deeper.length - 1);
        deeper[first] = Math.max(deeper[first], length - firstBits);
      }
    }
    int size = deeper.length;
    for (int bits : deeper) {
      size += bits > 0 ? 1 << bits : 0;
    }
    int[] table = new int[size];
    size = deeper.length;
    for (int first = 0; first < deeper.length; first++) {
      if (deeper[first] > 0) {
        table[first] = (size << 8) | SECOND_LEVEL | deeper[first];
        size += 1 << deeper[first];
      }
    }
    for (int symbol = 0; symbol < symbols; symbol++) {
      int length = lengths[symbol];
      if (length == 0) {
        continue;
      }
      int entry = (symbol << 8) | length;
      int first = codes[symbol] & (deeper.length - 1);
      if (length <= firstBits) {
        for (int i = codes[symbol]; i < deeper.length; i += 1 << length) {
          table[i] = entry;
        }
      } else {
        int start = table[first] >>> 8;
        for (int i = codes[symbol] >>> firstBits;
            i < 1 << deeper[first];
            i += 1 << (length - firstBits)) {
          table[start + i] = entry;
        }
      }
    }
    return new PrefixCode(table, firstBits);
  }
}
