package io.github.googlenet4j.image;

import java.nio.ByteBuffer;

/**
 * BMP pixels of 16 or 32 bits, of which masks say where each colour is.
 *
 * <p>Alpha counts where a mask names it. Many programs name it and leave it zero everywhere: such a
 * picture is opaque, as Windows and browsers show it.
 */
final class BmpMasks {

  /** Red, green, blue and alpha; 0 where there is none. */
  private static final int[] OF_16_BITS = {0x7C00, 0x3E0, 0x1F, 0};

  private static final int[] OF_32_BITS = {0xFF0000, 0xFF00, 0xFF, 0};
  private static final int[] OF_32_BITS_WITH_ALPHA = {0xFF0000, 0xFF00, 0xFF, 0xFF000000};

  /** Where the masks stand, in headers of any length and after one of 40 bytes. */
  private static final int MASKS = 54;

  /** The first header that contains a mask of alpha. */
  private static final int HEADER_WITH_ALPHA = 56;

  private static final int ALPHA = 3;

  private final ByteBuffer bytes;
  private final int pixelBytes;
  private final int[] masks;

  /**
   * @param named whether the file has masks, otherwise they follow from the number of bits
   * @param alphaNamed whether one of alpha follows a header that has no place for it
   */
  BmpMasks(ByteBuffer bytes, int bits, boolean named, boolean alphaNamed) {
    this.bytes = bytes;
    this.pixelBytes = bits / 8;
    if (!named) {
      masks = bits == 16 ? OF_16_BITS : OF_32_BITS;
      return;
    }
    boolean alpha = alphaNamed || bytes.getInt(14) >= HEADER_WITH_ALPHA;
    int[] own = new int[4];
    for (int i = 0; i < (alpha ? 4 : 3); i++) {
      own[i] = bytes.getInt(MASKS + 4 * i);
    }
    boolean none = (own[0] | own[1] | own[2]) == 0;
    masks = none && bits == 32 ? OF_32_BITS_WITH_ALPHA : own;
  }

  /**
   * The picture in the file's pixels.
   *
   * @throws PictureException where they are cut off
   */
  Picture picture(PictureFile file) throws PictureException {
    int width = bytes.getInt(18);
    int rows = bytes.getInt(22);
    int height = Math.abs(rows);
    long start = Integer.toUnsignedLong(bytes.getInt(10));
    long stride = ((long) width * pixelBytes + 3) & ~3L;
    if (start + stride * height > bytes.limit()) {
      throw file.cutOff(PictureFormat.BMP, null);
    }
    boolean alpha = masks[ALPHA] != 0 && anyAlpha((int) start, width, height, (int) stride);
    byte[] rgb = new byte[3 * width * height];
    int to = 0;
    for (int y = 0; y < height; y++) {
      file.budget().check();
      int at = (int) (start + stride * (rows < 0 ? y : height - 1 - y));
      for (int x = 0; x < width; x++, at += pixelBytes) {
        int pixel = pixel(at);
        int opacity = alpha ? sample(pixel, masks[ALPHA]) : 255;
        for (int color = 0; color < 3; color++) {
          rgb[to++] = RgbConversion.overWhite(sample(pixel, masks[color]), opacity, false);
        }
      }
    }
    if (alpha) {
      file.note(RgbConversion.ALPHA_NOTE);
    }
    return new Picture(width, height, rgb);
  }

  private boolean anyAlpha(int start, int width, int height, int stride) {
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if ((pixel(start + y * stride + x * pixelBytes) & masks[ALPHA]) != 0) {
          return true;
        }
      }
    }
    return false;
  }

  private int pixel(int at) {
    return pixelBytes == 4 ? bytes.getInt(at) : Short.toUnsignedInt(bytes.getShort(at));
  }

  /** The bits under a mask, spread over 0..255 or cut to it. */
  private static int sample(int pixel, int mask) {
    if (mask == 0) {
      return 0;
    }
    int shift = Integer.numberOfTrailingZeros(mask);
    int bits = 32 - Integer.numberOfLeadingZeros(mask) - shift;
    int value = (pixel & mask) >>> shift;
    if (bits >= 8) {
      return value >>> (bits - 8);
    }
    return value * 255 / ((1 << bits) - 1);
  }
}
