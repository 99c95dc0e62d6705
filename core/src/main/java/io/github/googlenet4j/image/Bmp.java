package io.github.googlenet4j.image;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads BMP with TwelveMonkeys' decoder: plain and run-length coded, any depth. */
final class Bmp {

  /** Compressions up to this one are BMP's own; JPEG and PNG inside a BMP are for printers. */
  private static final int BIT_FIELDS = 3;

  private Bmp() {}

  static Picture read(PictureFile file) throws IOException {
    ByteBuffer bytes = file.littleEndian();
    long width;
    long height;
    if (bytes.getInt(14) == 12) { // the header of OS/2
      width = Short.toUnsignedLong(bytes.getShort(18));
      height = Short.toUnsignedLong(bytes.getShort(20));
    } else {
      width = bytes.getInt(18);
      height = Math.abs((long) bytes.getInt(22)); // negative: top row first
      if (Integer.toUnsignedLong(bytes.getInt(30)) > BIT_FIELDS
          || Integer.toUnsignedLong(bytes.getInt(46)) > 256) { // colours in the palette
        throw file.damaged(PictureFormat.BMP, null);
      }
    }
    file.checkSize(PictureFormat.BMP, width, height);
    PictureStream stream = file.stream();
    return RgbConversion.picture(file, PictureDecoder.BMP.firstImage(stream), null);
  }
}
