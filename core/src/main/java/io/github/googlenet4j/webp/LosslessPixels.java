package io.github.googlenet4j.webp;

import java.io.IOException;
import java.util.Arrays;

/**
 * Decodes the entropy-coded pixels of an image (RFC 9649, section 3.7): literals, copies of earlier
 * pixels, and colours from a cache.
 *
 * <p>A copy reaches back at most {@link #WINDOW} pixels. So only these are kept, and rows are
 * handed on as soon as they are complete: memory does not grow with the image.
 */
final class LosslessPixels {
  private static final int WINDOW = 1 << 20;

  /** The longest copy. */
  private static final int LONGEST = 4096;

  private static final int LARGEST_CACHE = 11;
  private static final int HASH = 0x1E35A7BD;

  /** Near pixels by code: 16 times the rows back, plus 8 less the columns to the right. */
  private static final int[] NEAR = {
    0x18, 0x07, 0x17, 0x19, 0x28, 0x06, 0x27, 0x29, 0x16, 0x1a, 0x26, 0x2a, 0x38, 0x05, 0x37, 0x39,
    0x15, 0x1b, 0x36, 0x3a, 0x25, 0x2b, 0x48, 0x04, 0x47, 0x49, 0x14, 0x1c, 0x35, 0x3b, 0x46, 0x4a,
    0x24, 0x2c, 0x58, 0x45, 0x4b, 0x34, 0x3c, 0x03, 0x57, 0x59, 0x13, 0x1d, 0x56, 0x5a, 0x23, 0x2d,
    0x44, 0x4c, 0x55, 0x5b, 0x33, 0x3d, 0x68, 0x02, 0x67, 0x69, 0x12, 0x1e, 0x66, 0x6a, 0x22, 0x2e,
    0x54, 0x5c, 0x43, 0x4d, 0x65, 0x6b, 0x32, 0x3e, 0x78, 0x01, 0x77, 0x79, 0x53, 0x5d, 0x11, 0x1f,
    0x64, 0x6c, 0x42, 0x4e, 0x76, 0x7a, 0x21, 0x2f, 0x75, 0x7b, 0x31, 0x3f, 0x63, 0x6d, 0x52, 0x5e,
    0x00, 0x74, 0x7c, 0x41, 0x4f, 0x10, 0x20, 0x62, 0x6e, 0x30, 0x73, 0x7d, 0x51, 0x5f, 0x40, 0x72,
    0x7e, 0x61, 0x6f, 0x50, 0x71, 0x7f, 0x60, 0x70
  };

  /** Gets rows in order, from the top. */
  @FunctionalInterface
  interface Rows {
    /** Pixels of the row begin at {@code at}; they must not be changed. */
    void row(int y, int[] pixels, int at) throws IOException;
  }

  private final BitReader bits;
  private final int width;
  private final int total;
  private final PrefixCodes codes;
  private final int[] cache;
  private final int cacheShift;
  private final int[] pixels;

  /** Which pixel of the image {@code pixels[0]} is. */
  private int base;

  /** The next row to hand on. */
  private int handedOn;

  private LosslessPixels(
      BitReader bits, int width, int height, boolean mainImage, RowCheck check, int size)
      throws IOException {
    int cacheBits = bits.flag() ? bits.number(4) : -1;
    if (cacheBits == 0 || cacheBits > LARGEST_CACHE) {
      throw new IOException("size of the colour cache");
    }
    cacheBits = Math.max(0, cacheBits);
    this.bits = bits;
    this.width = width;
    this.total = width * height;
    this.codes = PrefixCodes.read(bits, width, height, cacheBits, mainImage, check);
    this.cache = new int[cacheBits > 0 ? 1 << cacheBits : 0];
    this.cacheShift = 32 - cacheBits;
    this.pixels = new int[size];
  }

  /** All pixels of a small image, as they are coded. */
  static int[] image(BitReader bits, int width, int height, boolean mainImage, RowCheck check)
      throws IOException {
    LosslessPixels image =
        new LosslessPixels(bits, width, height, mainImage, check, width * height);
    image.decode((y, row, at) -> check.next());
    return image.pixels;
  }

  /** The main image, row by row. */
  static void rows(BitReader bits, int width, int height, RowCheck check, Rows rows)
      throws IOException {
    int size = Math.min(width * height, 2 * WINDOW + LONGEST);
    new LosslessPixels(bits, width, height, true, check, size).decode(rows);
  }

  private void decode(Rows rows) throws IOException {
    int at = 0;
    int x = 0;
    int y = 0;
    int blockMask = (1 << codes.blockBits()) - 1;
    int full = pixels.length == total ? total : pixels.length - LONGEST;
    int group = 0;
    boolean oneColor = false;
    int next = 0; // the column at which the group may change
    while (base + at < total) {
      if (at >= full) {
        handOn(rows, y);
        int dropped = at - WINDOW;
        System.arraycopy(pixels, dropped, pixels, 0, WINDOW);
        base += dropped;
        at = WINDOW;
      }
      if (x >= next || (x & blockMask) == 0) {
        group = codes.group(x, y);
        next = (x | blockMask) + 1;
        oneColor = codes.oneColor(group);
        if (bits.ended()) {
          throw new IOException("pixels are cut off");
        }
      }
      int green = codes.code(group, PrefixCodes.GREEN).read(bits);
      int count = 1;
      if (green < PrefixCodes.LITERALS) {
        int red = codes.code(group, PrefixCodes.RED).read(bits);
        int blue = codes.code(group, PrefixCodes.BLUE).read(bits);
        int alpha = codes.code(group, PrefixCodes.ALPHA).read(bits);
        pixels[at] = (alpha << 24) | (red << 16) | (green << 8) | blue;
      } else if (green < PrefixCodes.LITERALS + PrefixCodes.LENGTHS) {
        count = prefixed(green - PrefixCodes.LITERALS);
        copy(at, count, distance(codes.code(group, PrefixCodes.DISTANCE).read(bits)));
      } else {
        pixels[at] = cache[green - PrefixCodes.LITERALS - PrefixCodes.LENGTHS];
      }
      int uncached = at;
      if (oneColor) { // to the end of the block: a tiny file may have huge areas of one colour
        count = Math.min(Math.min(next, width) - x, full - at);
        Arrays.fill(pixels, at, at + count, pixels[at]);
        uncached = at + count - 1;
      }
      if (cache.length > 0) {
        for (int i = uncached; i < at + count; i++) {
          cache[(pixels[i] * HASH) >>> cacheShift] = pixels[i];
        }
      }
      at += count;
      x += count;
      if (x >= width) {
        y += x / width;
        x %= width;
        next = 0;
        if (pixels.length == total) {
          handOn(rows, y);
        }
      }
    }
    if (bits.ended()) {
      throw new IOException("pixels are cut off");
    }
    handOn(rows, y);
  }

  private void handOn(Rows rows, int complete) throws IOException {
    while (handedOn < complete) {
      if (bits.ended()) {
        throw new IOException("pixels are cut off");
      }
      rows.row(handedOn, pixels, handedOn * width - base);
      handedOn++;
    }
  }

  /** A length or distance: the symbol is its size, further bits are the rest. */
  private int prefixed(int symbol) {
    if (symbol < 4) {
      return symbol + 1;
    }
    int more = (symbol - 2) >> 1;
    return ((2 + (symbol & 1)) << more) + bits.number(more) + 1;
  }

  private int distance(int symbol) {
    int code = prefixed(symbol);
    if (code > NEAR.length) {
      return code - NEAR.length;
    }
    int near = NEAR[code - 1];
    return Math.max(1, (near >> 4) * width + 8 - (near & 15));
  }

  private void copy(int at, int count, int distance) throws IOException {
    if (distance > base + at || count > total - base - at) {
      throw new IOException("copy from or to outside of the image");
    }
    if (distance >= count) {
      System.arraycopy(pixels, at - distance, pixels, at, count);
    } else {
      for (int i = at; i < at + count; i++) {
        pixels[i] = pixels[i - distance];
      }
    }
  }
}
