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

  /** Rows 2k - 1 and 2k lie between the rows k - 1 and k of U and V. */
  void into(byte[] rgb, RowCheck check) throws IOException {
    row(0, 0, 0, rgb);
    for (int y = 1; y < height; y++) {
      check.next();
      int near = y >> 1;
      int last = (height - 1) >> 1;
      int far = (y & 1) == 0 ? near - 1 : Math.min(near + 1, last);
      row(y, near * strideC, far * strideC, rgb);
    }
  }

  /**
   * One row of pixels.
   *
   * @param near where the nearer row of U and V begins
   * @param far where the other one begins
   */
  private void row(int y, int near, int far, byte[] rgb) {
    int from = y * strideY;
    int to = 3 * y * width;
    // U is in the lower half of an int, V in the upper one: sums stay within 16 bits.
    int nearLeft = both(near);
    int farLeft = both(far);
    put(planeY[from], (3 * nearLeft + farLeft + 0x00020002) >>> 2, rgb, to);
    int pairs = (width - 1) >> 1;
    for (int x = 1; x <= pairs; x++) {
      int nearRight = both(near + x);
      int farRight = both(far + x);
      int sum = nearLeft + nearRight + farLeft + farRight + 0x00080008;
      int first = (sum + 2 * (nearRight + farLeft)) >>> 3;
      int second = (sum + 2 * (nearLeft + farRight)) >>> 3;
      to += 6;
      put(planeY[from + 2 * x - 1], (first + nearLeft) >>> 1, rgb, to - 3);
      put(planeY[from + 2 * x], (second + nearRight) >>> 1, rgb, to);
      nearLeft = nearRight;
      farLeft = farRight;
    }
    if ((width & 1) == 0) {
      put(planeY[from + width - 1], (3 * nearLeft + farLeft + 0x00020002) >>> 2, rgb, to + 3);
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
