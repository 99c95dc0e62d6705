package io.github.googlenet4j.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The first pass of a resize: rows of bytes made longer or shorter.
 *
 * <p>This is where most of a resize's time goes. HotSpot makes vector instructions of loops that
 * read and write in order, which the taps of neighbouring pixels do not. So the pixels of each tap,
 * three colours in one int, are first gathered into an array; then they are multiplied and added in
 * order, one colour after the other.
 */
final class HorizontalResize {

  private static final VarHandle FOUR_BYTES =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] rgb;
  private final int start;
  private final int stride;
  private final int[] firstPixels;
  private final int[][] weights;
  private final int[] pixels;
  private final int[] gathered;
  private final int[][] line;

  /** For rows that begin at column {@code x}, from row {@code y} on. */
  HorizontalResize(Picture picture, int x, int y, Taps taps) {
    int length = taps.first.length;
    int most = taps.largestCount();
    this.rgb = picture.rgb();
    this.stride = 3 * picture.width();
    this.start = stride * y + 3 * (x + taps.first[0]);
    this.firstPixels = new int[length];
    this.weights = new int[most][length];
    for (int i = 0; i < length; i++) {
      // Every pixel gets the same number of taps. Added ones have weight zero; they stand before
      // the real ones or, at the begin of the row, after them.
      firstPixels[i] = Math.max(0, taps.end(i) - most - taps.first[0]);
      int shift = taps.first[i] - taps.first[0] - firstPixels[i];
      for (int t = 0; t < taps.count[i]; t++) {
        weights[shift + t][i] = taps.weights[i * taps.stride + t];
      }
    }
    this.pixels = new int[taps.end(length - 1) - taps.first[0]];
    this.gathered = new int[length];
    this.line = new int[3][length];
  }

  /** Pixels in a resized row. */
  int length() {
    return firstPixels.length;
  }

  /** The resized row {@code y}: for each colour, values 0..255. The next call overwrites them. */
  int[][] row(int y) {
    unpack(start + stride * y);
    for (int[] colour : line) {
      Arrays.fill(colour, Taps.HALF);
    }
    for (int tap = 0; tap < weights.length; tap++) {
      gather(tap);
      for (int colour = 0; colour < 3; colour++) {
        add(line[colour], gathered, 8 * colour, weights[tap]);
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

  private void gather(int tap) {
    for (int i = 0; i < gathered.length; i++) {
      gathered[i] = pixels[firstPixels[i] + tap];
    }
  }

  /** A method of its own: HotSpot vectorises this loop only on its own. */
  private static void add(int[] sum, int[] pixels, int shift, int[] weights) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += ((pixels[i] >> shift) & 255) * weights[i];
    }
  }
}
