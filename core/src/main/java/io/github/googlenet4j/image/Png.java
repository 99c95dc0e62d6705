package io.github.googlenet4j.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads PNG with the JDK's decoder, which leaves out two chunks that matter: the transparent colour
 * of some kinds (tRNS) and the orientation (eXIf).
 */
final class Png {

  private static final int GREY = 0;
  private static final int COLOR = 2;

  private Png() {}

  static Picture read(PictureFile file) throws IOException {
    ByteBuffer bytes = file.bigEndian();
    if (!file.hasAt(12, "IHDR")) {
      throw file.damaged(PictureFormat.PNG, null);
    }
    int width = bytes.getInt(16);
    int height = bytes.getInt(20);
    file.checkSize(PictureFormat.PNG, width, height);
    int kind = bytes.get(25);
    int orientation = Orientation.UPRIGHT;
    int[] transparent = null;
    boolean pixels = false;
    int at = 8;
    while (bytes.limit() - at >= 12) {
      int length = bytes.getInt(at);
      int content = at + 8;
      if (length < 0) {
        throw file.damaged(PictureFormat.PNG, null);
      }
      boolean cut = length > bytes.limit() - content - 4;
      if (file.hasAt(at + 4, "IDAT")) {
        pixels = true;
        if (cut) {
          throw file.cutOff(PictureFormat.PNG, null);
        }
      }
      if (cut) {
        break; // a chunk after the pixels is cut short; the decoder does not read it
      }
      if (file.hasAt(at + 4, "tRNS")) {
        transparent = transparent(bytes, content, kind);
      } else if (file.hasAt(at + 4, "eXIf") && length > 0) {
        orientation = TiffDirectory.orientation(bytes.slice(content, length));
      } else if (file.hasAt(at + 4, "IEND")) {
        break;
      }
      at = content + length + 4;
    }
    if (!pixels) {
      throw at >= bytes.limit() - 12
          ? file.cutOff(PictureFormat.PNG, null)
          : file.damaged(PictureFormat.PNG, null);
    }
    PictureStream stream = file.stream();
    BufferedImage image = PictureDecoder.PNG.firstImage(stream);
    return Orientation.upright(
        file, RgbConversion.picture(file, image, transparent), "EXIF", orientation);
  }

  /** The transparent colour; the decoder itself applies a palette's transparency. */
  private static int @Nullable [] transparent(ByteBuffer bytes, int at, int kind) {
    if (kind != GREY && kind != COLOR) {
      return null;
    }
    int[] samples = new int[kind == GREY ? 1 : 3];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = Short.toUnsignedInt(bytes.getShort(at + 2 * i));
    }
    return samples;
  }
}
