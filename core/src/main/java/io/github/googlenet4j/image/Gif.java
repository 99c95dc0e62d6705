package io.github.googlenet4j.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads the first frame of a GIF with the JDK's decoder, and draws it at its position on the screen
 * that the header describes. A frame may be smaller than the screen or reach beyond it.
 */
final class Gif {

  private static final int EXTENSION = 0x21;
  private static final int FRAME = 0x2C;
  private static final int CONTROL = 0xF9;

  private Gif() {}

  static Picture read(PictureFile file) throws IOException {
    ByteBuffer bytes = file.littleEndian();
    int width = Short.toUnsignedInt(bytes.getShort(6));
    int height = Short.toUnsignedInt(bytes.getShort(8));
    file.checkSize(PictureFormat.GIF, width, height);
    int at = 13 + paletteBytes(bytes.get(10));
    boolean transparent = false;
    while (bytes.get(at) == EXTENSION) {
      if ((bytes.get(at + 1) & 255) == CONTROL) {
        transparent = (bytes.get(at + 3) & 1) != 0;
      }
      at += 2;
      while (bytes.get(at) != 0) {
        at += 1 + (bytes.get(at) & 255);
      }
      at++;
    }
    if (bytes.get(at) != FRAME) {
      throw file.damaged(PictureFormat.GIF, null);
    }
    int left = Short.toUnsignedInt(bytes.getShort(at + 1));
    int top = Short.toUnsignedInt(bytes.getShort(at + 3));
    file.checkSize(
        PictureFormat.GIF,
        Short.toUnsignedInt(bytes.getShort(at + 5)),
        Short.toUnsignedInt(bytes.getShort(at + 7)));
    PictureStream stream = file.stream();
    BufferedImage image = PictureDecoder.GIF.firstImage(stream);
    if (stream.exhausted()) {
      throw file.cutOff(PictureFormat.GIF, null); // the decoder fills up what is missing
    }
    Picture frame = RgbConversion.picture(file, image, null);
    if (left == 0 && top == 0 && frame.width() == width && frame.height() == height) {
      return frame;
    }
    return onScreen(
        frame, left, top, width, height, transparent ? 0xFFFFFF : firstPaletteColour(image));
  }

  private static int paletteBytes(int flags) {
    return (flags & 0x80) != 0 ? 3 << ((flags & 7) + 1) : 0;
  }

  /** The first colour of the palette, with which Pillow fills what no frame covers. */
  private static int firstPaletteColour(BufferedImage image) {
    return image.getColorModel().getRGB(0);
  }

  private static Picture onScreen(
      Picture frame, int left, int top, int width, int height, int color) {
    byte[] rgb = new byte[3 * width * height];
    if (color == 0xFFFFFF) {
      Arrays.fill(rgb, (byte) 255);
    } else {
      for (int i = 0; i < rgb.length; i++) {
        rgb[i] = (byte) (color >> (16 - 8 * (i % 3)));
      }
    }
    int columns = Math.min(frame.width(), width - left);
    for (int y = 0; columns > 0 && y < Math.min(frame.height(), height - top); y++) {
      System.arraycopy(
          frame.rgb(), 3 * y * frame.width(), rgb, 3 * ((top + y) * width + left), 3 * columns);
    }
    return new Picture(width, height, rgb);
  }
}
