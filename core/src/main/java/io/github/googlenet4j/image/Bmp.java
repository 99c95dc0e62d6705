package io.github.googlenet4j.image;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads BMP: pixels of 16 and 32 bits by their masks, all others, plain and run-length coded, with
 * TwelveMonkeys' decoder.
 */
final class Bmp {

  private static final int PLAIN = 0;
  private static final int BIT_FIELDS = 3;
  private static final int ALPHA_BIT_FIELDS = 6;

  /** OS/2's header, which has shorter fields. */
  private static final int SHORT_HEADER = 12;

  /** The most colours of a palette. */
  private static final int COLORS = 256;

  private Bmp() {}

  static Picture read(PictureFile file) throws IOException {
    ByteBuffer bytes = file.littleEndian();
    if (bytes.getInt(14) == SHORT_HEADER) {
      file.checkSize(
          PictureFormat.BMP,
          Short.toUnsignedLong(bytes.getShort(18)),
          Short.toUnsignedLong(bytes.getShort(20)));
      return decode(file);
    }
    long width = bytes.getInt(18);
    long height = Math.abs((long) bytes.getInt(22)); // negative: top row first
    long compression = Integer.toUnsignedLong(bytes.getInt(30));
    // JPEG and PNG inside a BMP (4 and 5) are for printers.
    if ((compression > BIT_FIELDS && compression != ALPHA_BIT_FIELDS)
        || Integer.toUnsignedLong(bytes.getInt(46)) > COLORS) {
      throw file.damaged(PictureFormat.BMP, null);
    }
    file.checkSize(PictureFormat.BMP, width, height);
    int bits = bytes.getShort(28);
    boolean masks = compression == BIT_FIELDS || compression == ALPHA_BIT_FIELDS;
    if ((bits == 16 || bits == 32) && (masks || compression == PLAIN)) {
      return new BmpMasks(bytes, bits, masks, compression == ALPHA_BIT_FIELDS).picture(file);
    }
    return decode(file);
  }

  private static Picture decode(PictureFile file) throws IOException {
    return RgbConversion.picture(file, PictureDecoder.BMP.firstImage(file.stream()), null);
  }
}
