package io.github.googlenet4j.image;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads the first frame of a WebP with TwelveMonkeys' decoder (RFC 9649).
 *
 * <p>A file holds up to three sizes: of the canvas, of a frame of an animation and of the coded
 * pixels. All are checked, because a decoder trusts each of them somewhere.
 */
final class WebP {

  private WebP() {}

  static Picture read(PictureFile file) throws IOException {
    ByteBuffer bytes = file.littleEndian();
    int orientation = Orientation.UPRIGHT;
    boolean pixels = false;
    int at = 12;
    while (bytes.limit() - at >= 8) {
      int length = bytes.getInt(at + 4);
      int content = at + 8;
      if (length < 0) {
        throw file.damaged(PictureFormat.WEBP, null);
      }
      boolean cut = length > bytes.limit() - content;
      if (file.hasAt(at, "VP8X")) {
        file.checkSize(
            PictureFormat.WEBP,
            1L + unsigned24(bytes, content + 4),
            1L + unsigned24(bytes, content + 7));
      } else if (file.hasAt(at, "ANMF")) {
        file.checkSize(
            PictureFormat.WEBP,
            1L + unsigned24(bytes, content + 6),
            1L + unsigned24(bytes, content + 9));
        at = content + 16; // its chunks are looked at one by one
        continue;
      } else if (file.hasAt(at, "VP8 ")) {
        file.checkSize(
            PictureFormat.WEBP,
            bytes.getShort(content + 6) & 0x3FFF,
            bytes.getShort(content + 8) & 0x3FFF);
        pixels = true;
      } else if (file.hasAt(at, "VP8L")) {
        int sides = bytes.getInt(content + 1);
        file.checkSize(PictureFormat.WEBP, 1 + (sides & 0x3FFF), 1 + ((sides >> 14) & 0x3FFF));
        pixels = true;
      } else if (file.hasAt(at, "EXIF") && length > 8 && !cut) {
        int skip = file.hasAt(content, "Exif\0") ? 6 : 0;
        orientation = TiffDirectory.orientation(bytes.slice(content + skip, length - skip));
      }
      if (cut) {
        throw file.cutOff(PictureFormat.WEBP, null);
      }
      at = content + length + (length & 1);
    }
    if (!pixels) {
      throw file.cutOff(PictureFormat.WEBP, null);
    }
    PictureStream stream = file.stream();
    return Orientation.upright(
        file,
        RgbConversion.picture(file, PictureDecoder.WEBP.firstImage(stream), null),
        "EXIF",
        orientation);
  }

  private static int unsigned24(ByteBuffer bytes, int at) {
    return Short.toUnsignedInt(bytes.getShort(at)) | ((bytes.get(at + 2) & 255) << 16);
  }
}
