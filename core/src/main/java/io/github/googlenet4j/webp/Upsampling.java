package io.github.googlenet4j.webp;

import java.io.IOException;

/**
 * From Y, U and V to red, green and blue, as libwebp does it by default.
 *
 * <p>A colour between four samples of U and V is their mean with weights 9, 3, 3 and 1. libwebp
 * rounds twice on the way; other decoders do not, and give other bytes.
 */
final class Upsampling {
  private final byte[] planeY;
  private final int strideY;
  private final byte[] planeU;
  private final byte[] planeV;
  private final int strideC;
  private final int width;
  private final int height;

  Upsampling(
      byte[] planeY,
      int strideY,
      byte[] planeU,
      byte[] planeV,
      int strideC,
      int width,
      int height) {
    this.planeY = planeY;
    this.strideY = strideY;
    this.planeU = planeU;
    this.planeV = planeV;
    this.strideC = strideC;
    this.width = width;
    this.height = height;
  }

  /**
   * Rows 2k - 1 and 2k lie between the rows k - 1 and k of U and V. The first row has none above
   * it, and the last one of an even number none below: there the nearer row counts twice.
   */
  void into(byte[] rgb, RowCheck check) throws IOException {
    rows(0, 0, 0, 0, rgb);
    for (int y = 1; y + 1 < height; y += 2) {
      check.next();
      int upper = (y >> 1) * strideC;
      rows(y, y + 1, upper, upper + strideC, rgb);
    }
    if ((height & 1) == 0) {
      int last = ((height - 1) >> 1) * strideC;
      rows(height - 1, height - 1, last, last, rgb);
    }
  }

  /**
   * Two rows of pixels, or one twice.
   *
   * @param upper where the row of U and V begins that is nearer to the first
   * @param lower where the other one begins
   */
  private void rows(int first, int second, int upper, int lower, byte[] rgb) {
    byte[] luma = planeY;
    int from = first * strideY;
    int under = second * strideY;
    int to = 3 * first * width;
    int below = 3 * second * width;
    // U is in the lower half of an int, V in the upper one: sums stay within 16 bits.
    int topLeft = both(upper);
    int left = both(lower);
    put(luma[from], (3 * topLeft + left + 0x00020002) >>> 2, rgb, to);
    put(luma[under], (3 * left + topLeft + 0x00020002) >>> 2, rgb, below);
    int pairs = (width - 1) >> 1;
    for (int x = 1; x <= pairs; x++) {
      int top = both(upper + x);
      int right = both(lower + x);
      int sum = topLeft + top + left + right + 0x00080008;
      int falling = (sum + 2 * (top + left)) >>> 3;
      int rising = (sum + 2 * (topLeft + right)) >>> 3;
      to += 6;
      below += 6;
      int at = 2 * x;
      put(luma[from + at - 1], (falling + topLeft) >>> 1, rgb, to - 3);
      put(luma[from + at], (rising + top) >>> 1, rgb, to);
      put(luma[under + at - 1], (rising + left) >>> 1, rgb, below - 3);
      put(luma[under + at], (falling + right) >>> 1, rgb, below);
      topLeft = top;
      left = right;
    }
    if ((width & 1) == 0) {
      put(luma[from + width - 1], (3 * topLeft + left + 0x00020002) >>> 2, rgb, to + 3);
      put(luma[under + width - 1], (3 * left + topLeft + 0x00020002) >>> 2, rgb, below + 3);
    }
  }

  private int both(int at) {
    return (planeU[at] & 255) | ((planeV[at] & 255) << 16);
  }

  /** ITU-R BT.601 in the fixed point of libwebp: 14 bits, of which 6 remain for rounding. */
  private static void put(byte luma, int chroma, byte[] rgb, int to) {
    int y = ((luma & 255) * 19077) >> 8;
    int u = chroma & 255;
    int v = (chroma >>> 16) & 255;
    rgb[to] = clip(y + ((v * 26149) >> 8) - 14234);
    rgb[to + 1] = clip(y - ((u * 6419) >> 8) - ((v * 13320) >> 8) + 8708);
    rgb[to + 2] = clip(y + ((u * 33050) >> 8) - 17685);
  }

  private static byte clip(int value) {
    return (byte) Math.max(0, Math.min(255, value >> 6));
  }
}
