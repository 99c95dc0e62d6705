package io.github.googlenet4j.image;

/**
 * Turns a picture upright by the orientation that cameras write (EXIF 2.32, tag 0x0112): 1 to 8,
 * where anything else means upright, as in Pillow.
 */
final class Orientation {

  static final int UPRIGHT = 1;

  /** The largest number that has a meaning. */
  static final int LAST = 8;

  private Orientation() {}

  static Picture upright(Picture picture, int orientation) {
    int w = picture.width();
    int h = picture.height();
    int last = w * h - 1;
    // Index of the upright picture's first pixel, and steps to the next pixel right and below.
    return switch (orientation) {
      case 2 -> reordered(picture, false, w - 1, -1, w); // mirrored
      case 3 -> reordered(picture, false, last, -1, -w); // half a turn
      case 4 -> reordered(picture, false, last - (w - 1), 1, -w); // upside down, mirrored
      case 5 -> reordered(picture, true, 0, w, 1); // rows are columns
      case 6 -> reordered(picture, true, last - (w - 1), -w, 1); // to be turned clockwise
      case 7 -> reordered(picture, true, last, -w, -1); // 5, half a turn
      case 8 -> reordered(picture, true, w - 1, w, -1); // to be turned anticlockwise
      default -> picture;
    };
  }

  private static Picture reordered(
      Picture picture, boolean turned, int first, int right, int below) {
    int width = turned ? picture.height() : picture.width();
    int height = turned ? picture.width() : picture.height();
    byte[] from = picture.rgb();
    byte[] to = new byte[from.length];
    int at = 0;
    for (int y = 0; y < height; y++) {
      int pixel = first + y * below;
      for (int x = 0; x < width; x++, pixel += right, at += 3) {
        to[at] = from[3 * pixel];
        to[at + 1] = from[3 * pixel + 1];
        to[at + 2] = from[3 * pixel + 2];
      }
    }
    return new Picture(width, height, to);
  }
}
