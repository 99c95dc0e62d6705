package io.github.googlenet4j.webp;

/** From coefficients to differences of pixels (RFC 6386, section 14), in whole numbers. */
final class InverseTransform {
  /** Coefficients of a block. */
  static final int BLOCK = 16;

  private InverseTransform() {}

  /**
   * The DC values of 16 blocks from the block Y2.
   *
   * @param blocks gets one value at the start of each block
   * @return whether one of them is not zero
   */
  static boolean walshHadamard(short[] y2, short[] blocks) {
    int[] half = new int[BLOCK];
    for (int i = 0; i < 4; i++) {
      int a0 = y2[i] + y2[12 + i];
      int a1 = y2[4 + i] + y2[8 + i];
      int a2 = y2[4 + i] - y2[8 + i];
      int a3 = y2[i] - y2[12 + i];
      half[i] = a0 + a1;
      half[8 + i] = a0 - a1;
      half[4 + i] = a3 + a2;
      half[12 + i] = a3 - a2;
    }
    int any = 0;
    for (int i = 0; i < BLOCK; i += 4) {
      int dc = half[i] + 3;
      int a0 = dc + half[i + 3];
      int a1 = half[i + 1] + half[i + 2];
      int a2 = half[i + 1] - half[i + 2];
      int a3 = dc - half[i + 3];
      int block = i * BLOCK;
      blocks[block] = (short) ((a0 + a1) >> 3);
      blocks[block + BLOCK] = (short) ((a3 + a2) >> 3);
      blocks[block + 2 * BLOCK] = (short) ((a0 - a1) >> 3);
      blocks[block + 3 * BLOCK] = (short) ((a3 - a2) >> 3);
      for (int j = 0; j < 4; j++) {
        any |= blocks[block + j * BLOCK];
      }
    }
    return any != 0;
  }

  /**
   * Adds the differences of one block to 4x4 pixels.
   *
   * @param end after the last coefficient that is not zero, in their order in the file
   */
  static void add(short[] block, int at, int end, byte[] pixels, int to, int stride) {
    if (end <= 1) {
      if (block[at] != 0) {
        addDc((block[at] + 4) >> 3, pixels, to, stride);
      }
      return;
    }
    int[] half = new int[BLOCK];
    for (int i = 0; i < 4; i++) {
      int a = block[at + i] + block[at + 8 + i];
      int b = block[at + i] - block[at + 8 + i];
      int c = sine(block[at + 4 + i]) - cosine(block[at + 12 + i]);
      int d = cosine(block[at + 4 + i]) + sine(block[at + 12 + i]);
      half[4 * i] = a + d;
      half[4 * i + 1] = b + c;
      half[4 * i + 2] = b - c;
      half[4 * i + 3] = a - d;
    }
    for (int i = 0; i < 4; i++, to += stride) {
      int dc = half[i] + 4;
      int a = dc + half[8 + i];
      int b = dc - half[8 + i];
      int c = sine(half[4 + i]) - cosine(half[12 + i]);
      int d = cosine(half[4 + i]) + sine(half[12 + i]);
      pixels[to] = clip((pixels[to] & 255) + ((a + d) >> 3));
      pixels[to + 1] = clip((pixels[to + 1] & 255) + ((b + c) >> 3));
      pixels[to + 2] = clip((pixels[to + 2] & 255) + ((b - c) >> 3));
      pixels[to + 3] = clip((pixels[to + 3] & 255) + ((a - d) >> 3));
    }
  }

  private static void addDc(int difference, byte[] pixels, int to, int stride) {
    for (int y = 0; y < 4; y++, to += stride) {
      for (int x = 0; x < 4; x++) {
        pixels[to + x] = clip((pixels[to + x] & 255) + difference);
      }
    }
  }

  /** Times the square root of 2 and the cosine of pi / 8. */
  private static int cosine(int value) {
    return ((value * 20091) >> 16) + value;
  }

  /** Times the square root of 2 and the sine of pi / 8. */
  private static int sine(int value) {
    return (value * 35468) >> 16;
  }

  static byte clip(int value) {
    return (byte) Math.max(0, Math.min(255, value));
  }
}
