package io.github.googlenet4j.webp;

import java.util.Arrays;

/**
 * Undoes colour indexing (RFC 9649, section 3.5.4): green is a place in a palette, and small places
 * share a pixel.
 */
final class ColorIndexing implements LosslessTransform {
  private final int[] palette;
  private final int packedBits;
  private final int[] pixels;

  /**
   * @param palette in which each colour is the difference to the one before
   * @param packedBits places in a pixel, as a power of 2
   * @param width of the image before it was packed
   */
  ColorIndexing(int[] palette, int packedBits, int width) {
    for (int i = 1; i < palette.length; i++) {
      palette[i] = PredictorTransform.sum(palette[i], palette[i - 1]);
    }
    this.palette = Arrays.copyOf(palette, 256); // what lies beyond it is transparent black
    this.packedBits = packedBits;
    this.pixels = new int[width];
  }

  /** How many places share a pixel, as a power of 2. */
  static int packedBits(int colors) {
    if (colors > 16) {
      return 0;
    }
    if (colors > 4) {
      return 1;
    }
    return colors > 2 ? 2 : 3;
  }

  @Override
  public int[] undo(int y, int[] row) {
    int bits = 8 >> packedBits;
    int inPixel = (1 << packedBits) - 1;
    int mask = (1 << bits) - 1;
    for (int x = 0; x < pixels.length; x++) {
      int green = (row[x >> packedBits] >> 8) & 255;
      pixels[x] = palette[(green >> ((x & inPixel) * bits)) & mask];
    }
    return pixels;
  }
}
