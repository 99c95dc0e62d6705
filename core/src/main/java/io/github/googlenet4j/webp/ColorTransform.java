package io.github.googlenet4j.webp;

/**
 * Undoes the colour transform (RFC 9649, section 3.5.2): parts of green were subtracted from red
 * and blue, and a part of red from blue.
 *
 * @param blocks the parts, as signed bytes in 32nds, of each block of pixels
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ColorTransform(int[] blocks, int blockBits, int width) implements LosslessTransform {

  @Override
  public int[] undo(int y, int[] row) {
    int first = (y >> blockBits) * LosslessTransform.blocks(width, blockBits);
    int side = 1 << blockBits;
    for (int start = 0; start < width; start += side) {
      int block = blocks[first + (start >> blockBits)];
      int greenToRed = (byte) block;
      int greenToBlue = (byte) (block >> 8);
      int redToBlue = (byte) (block >> 16);
      int end = Math.min(width, start + side);
      for (int x = start; x < end; x++) {
        int pixel = row[x];
        int green = (byte) (pixel >> 8);
        int red = ((pixel >> 16) + part(greenToRed, green)) & 255;
        int blue = (pixel + part(greenToBlue, green) + part(redToBlue, (byte) red)) & 255;
        row[x] = (pixel & 0xFF00FF00) | (red << 16) | blue;
      }
    }
    return row;
  }

  private static int part(int of32, int color) {
    return (of32 * color) >> 5;
  }
}
