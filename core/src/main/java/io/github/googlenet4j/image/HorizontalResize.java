package io.github.googlenet4j.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The first pass of a resize: rows of bytes made longer or shorter.
 *
 * <p>This is where most of a resize's time goes. HotSpot makes vector instructions of loops that
 * read and write in order, which the taps of neighbouring pixels do not. So each tap's pixels, the
 * three colours in one int, are first copied to where they are needed; then they are multiplied and
 * added in order, one colour after the other.
 */
final class HorizontalResize {

  private static final VarHandle FOUR_BYTES =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] rgb;
  private final int start;
  private final int stride;
  private final int[] places;
  private final int[][] weights;
  private final int[] pixels;
  private final int[] copies;
  private final int[][] line;

  /** Of the rows whose first pixels are ({@code x}, {@code y}) and below. */
  HorizontalResize(Picture picture, int x, int y, Taps taps) {
    int length = taps.first.length;
    int most = taps.most();
    this.rgb = picture.rgb();
    this.stride = 3 * picture.width();
    this.start = stride * y + 3 * (x + taps.first[0]);
    this.places = new int[length];
    this.weights = new int[most][length];
    for (int i = 0; i < length; i++) {
      // Who has fewer taps gets others of weight zero: in front, or at the row's begin behind.
      places[i] = Math.max(0, taps.end(i) - most - taps.first[0]);
      int shift = taps.first[i] - taps.first[0] - places[i];
      for (int t = 0; t < taps.count[i]; t++) {
        weights[shift + t][i] = taps.weights[i * taps.stride + t];
      }
    }
    this.pixels = new int[taps.end(length - 1) - taps.first[0]];
    this.copies = new int[length];
    this.line = new int[3][length];
  }

  /** Pixels in a resized row. */
  int length() {
    return places.length;
  }

  /** Row {@code y} resized, as values 0..255 by colour: the caller's until the next call. */
  int[][] row(int y) {
    unpack(start + stride * y);
    for (int[] colour : line) {
      Arrays.fill(colour, Taps.HALF);
    }
    for (int tap = 0; tap < weights.length; tap++) {
      copy(tap);
      for (int colour = 0; colour < 3; colour++) {
        add(line[colour], copies, 8 * colour, weights[tap]);
      }
    }
    for (int[] colour : line) {
      Taps.clip(colour);
    }
    return line;
  }

  private void unpack(int from) {
    int last = pixels.length - 1;
    for (int i = 0; i < last; i++) {
      pixels[i] = (int) FOUR_BYTES.get(rgb, from + 3 * i); // and a byte of the next pixel
    }
    int end = from + 3 * last;
    pixels[last] = (rgb[end] & 255) | (rgb[end + 1] & 255) << 8 | (rgb[end + 2] & 255) << 16;
  }

  private void copy(int tap) {
    for (int i = 0; i < copies.length; i++) {
      copies[i] = pixels[places[i] + tap];
    }
  }

  /** A method of its own because HotSpot then finds its vector instructions. */
  private static void add(int[] sum, int[] pixels, int shift, int[] weights) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += ((pixels[i] >> shift) & 255) * weights[i];
    }
  }
}
