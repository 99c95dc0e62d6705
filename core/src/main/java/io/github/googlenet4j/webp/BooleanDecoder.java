package io.github.googlenet4j.webp;

/**
 * The arithmetic decoder of VP8 (RFC 6386, section 7).
 *
 * <p>Bits beyond the end are zero, as in libwebp, and {@link #ended} tells of them.
 */
final class BooleanDecoder {
  private final byte[] data;
  private final int end;
  private int at;

  /** The bits that were read but not used; {@link #unused} of them and 8 more count. */
  private long value;

  private int unused = -8;

  /** The range of section 7.3, less 1. */
  private int range = 254;

  private boolean ended;

  BooleanDecoder(byte[] data, int start, int end) {
    this.data = data;
    this.at = start;
    this.end = end;
  }

  /** Whether bits beyond the end have been used. */
  boolean ended() {
    return ended;
  }

  /** Whether there are no bytes at all. */
  boolean empty() {
    return at >= end;
  }

  /** The next bit, which is 0 with {@code probability} of 256. */
  int bit(int probability) {
    if (unused < 0) {
      load();
    }
    int split = (range * probability) >> 8;
    int top = (int) (value >>> unused);
    int next;
    if (top > split) {
      range -= split;
      value -= (long) (split + 1) << unused;
      next = 1;
    } else {
      range = split + 1;
      next = 0;
    }
    int shift = Integer.numberOfLeadingZeros(range) - 24;
    range = (range << shift) - 1;
    unused -= shift;
    return next;
  }

  private void load() {
    if (end - at >= 4) {
      long four =
          ((data[at] & 0xFFL) << 24)
              | ((data[at + 1] & 255) << 16)
              | ((data[at + 2] & 255) << 8)
              | (data[at + 3] & 255);
      value = (value << 32) | four;
      at += 4;
      unused += 32;
    } else if (at < end) {
      value = (value << 8) | (data[at++] & 255);
      unused += 8;
    } else {
      if (ended) {
        value = 0; // the file is refused soon; only the shift must stay valid
        unused = 0;
        return;
      }
      value <<= 8;
      unused += 8;
      ended = true;
    }
  }

  /** Whether the next bit of even odds is set. */
  boolean flag() {
    return bit(128) != 0;
  }

  /** A number of that many bits, the highest first. */
  int number(int bits) {
    int number = 0;
    for (int i = 0; i < bits; i++) {
      number = (number << 1) | bit(128);
    }
    return number;
  }

  /** A number and its sign. */
  int signed(int bits) {
    int number = number(bits);
    return flag() ? -number : number;
  }

  /** A signed number if a flag before it is set, otherwise 0. */
  int optional(int bits) {
    return flag() ? signed(bits) : 0;
  }
}
