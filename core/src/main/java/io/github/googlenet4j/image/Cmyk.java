package io.github.googlenet4j.image;

/**
 * Converts CMYK to RGB without a colour profile, as Pillow does: red, green and blue are the light
 * that is left by cyan, magenta and yellow ink, each together with black.
 */
final class Cmyk {

  private Cmyk() {}

  /** RGB of interleaved samples in which 255 means no ink. */
  static byte[] inverted(byte[] samples) {
    byte[] rgb = new byte[samples.length / 4 * 3];
    for (int from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
      int black = samples[from + 3] & 255;
      for (int i = 0; i < 3; i++) {
        rgb[to + i] = (byte) lightThrough(255 - (samples[from + i] & 255), black);
      }
    }
    return rgb;
  }

  /** The part of {@code light}, 0..255, that is left by {@code ink}, 0..255. */
  static int lightThrough(int ink, int light) {
    int product = ink * light + 128;
    return Math.max(0, light - (((product >> 8) + product) >> 8)); // product / 255, rounded
  }

  /** YCCK to CMYK in place, in libjpeg's fixed point (jdcolor.c: 16 bits, rounded). */
  static void fromYcck(byte[] samples) {
    for (int i = 0; i + 3 < samples.length; i += 4) {
      int y = samples[i] & 255;
      int blue = (samples[i + 1] & 255) - 128;
      int red = (samples[i + 2] & 255) - 128;
      samples[i] = clip(255 - (y + ((91881 * red + 32768) >> 16)));
      samples[i + 1] = clip(255 - (y + ((-22554 * blue - 46802 * red + 32768) >> 16)));
      samples[i + 2] = clip(255 - (y + ((116130 * blue + 32768) >> 16)));
    }
  }

  private static byte clip(int value) {
    return (byte) Math.max(0, Math.min(255, value));
  }
}
