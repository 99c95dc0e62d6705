package io.github.googlenet4j.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads the first frame of a GIF with the JDK's decoder, and draws it at its position on the screen
 * that the header describes. A frame may be smaller than the screen. A screen that is too small for
 * it grows, as in Pillow and browsers.
 *
 * <p>The decoder gets the header, the frame and its data. Comments, which it would join block by
 * block in quadratic time, are left out, and so is data that the frame's pixels cannot need,
 * through which it would go to the end.
 */
final class Gif {

  private static final int EXTENSION = 0x21;
  private static final int FRAME = 0x2C;
  private static final int CONTROL = 0xF9;
  private static final int CONTROL_BYTES = 8;
  private static final int FRAME_BYTES = 10;
  private static final byte[] TRAILER = {0, 0x3B};

  /** A pixel takes at most one code of 12 bits and another one that clears the table. */
  private static final int MOST_BYTES_PER_PIXEL = 3;

  private final PictureFile file;
  private final ByteBuffer bytes;

  private Gif(PictureFile file) {
    this.file = file;
    this.bytes = file.littleEndian();
  }

  static Picture read(PictureFile file) throws IOException {
    return new Gif(file).read();
  }

  private Picture read() throws IOException {
    int screen = 13 + paletteBytes(bytes.get(10));
    int at = screen;
    int control = -1;
    while (bytes.get(at) == EXTENSION) {
      if ((bytes.get(at + 1) & 255) == CONTROL && bytes.get(at + 2) == 4) {
        control = at;
      }
      at = afterBlocks(at + 2, Integer.MAX_VALUE);
    }
    if (bytes.get(at) != FRAME) {
      throw file.damaged(PictureFormat.GIF, null);
    }
    int left = number(at + 1);
    int top = number(at + 3);
    int frameWidth = number(at + 5);
    int frameHeight = number(at + 7);
    file.checkSize(PictureFormat.GIF, frameWidth, frameHeight);
    int width = Math.max(number(6), left + frameWidth);
    int height = Math.max(number(8), top + frameHeight);
    file.checkSize(PictureFormat.GIF, width, height);
    if (width > number(6) || height > number(8)) {
      file.note("screen grown to its frame");
    }

    BufferedImage image = decode(screen, control, at, frameWidth, frameHeight);
    Picture frame = RgbConversion.picture(file, image, null);
    if (frame.width() == width && frame.height() == height) {
      return frame;
    }
    boolean transparent = control >= 0 && (bytes.get(control + 3) & 1) != 0;
    return onScreen(
        frame, left, top, width, height, transparent ? 0xFFFFFF : firstPaletteColour(image));
  }

  /** Decodes the frame at {@code frame} from a file that holds nothing else. */
  private BufferedImage decode(int screen, int control, int frame, int width, int height)
      throws IOException {
    int data = frame + FRAME_BYTES + paletteBytes(bytes.get(frame + 9));
    long most = (long) MOST_BYTES_PER_PIXEL * width * height + 1024;
    int end = afterBlocks(data + 1, (int) Math.min(Integer.MAX_VALUE, most));
    ByteBuffer controlBytes =
        control < 0 ? file.piece(0, 0) : file.piece(control, control + CONTROL_BYTES);
    PictureStream stream =
        file.stream(
            file.piece(0, screen),
            controlBytes,
            file.piece(frame, end),
            ByteBuffer.wrap(TRAILER, 0, end < bytes.limit() ? TRAILER.length : 0).slice());
    BufferedImage image = PictureDecoder.GIF.firstImage(stream);
    if (stream.exhausted()) {
      throw file.cutOff(PictureFormat.GIF, null); // the decoder fills up what is missing
    }
    return image;
  }

  /**
   * Where blocks of bytes that begin at {@code at} end: after the empty one, at the end of the
   * file, or after {@code most} bytes.
   */
  private int afterBlocks(int at, int most) {
    int start = at;
    while (at < bytes.limit() && at - start < most) {
      int length = bytes.get(at++) & 255;
      if (length == 0) {
        return at;
      }
      at = Math.min(bytes.limit(), at + length);
    }
    return at;
  }

  private int number(int at) {
    return Short.toUnsignedInt(bytes.getShort(at));
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
    for (int y = 0; y < frame.height(); y++) {
      System.arraycopy(
          frame.rgb(),
          3 * y * frame.width(),
          rgb,
          3 * ((top + y) * width + left),
          3 * frame.width());
    }
    return new Picture(width, height, rgb);
  }
}
