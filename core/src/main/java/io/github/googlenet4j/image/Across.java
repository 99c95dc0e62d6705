package io.github.googlenet4j.image;

/**
 * The first pass of a resize: one row of bytes made longer or shorter.
 *
 * <p>This is where most of a resize's time goes, and too short a sum for vector instructions: some
 * four taps a pixel. What helps is to have no loop at all around them. So the taps are padded with
 * zeros to a multiple of four, whose sum is written out; padding that would reach beyond the row's
 * end is moved to the front.
 */
final class Across {

  private static final int STEP = 4;

  private final byte[] rgb;
  private final int start;
  private final int stride;
  private final int source;
  private final Taps taps;
  private final int[] first;
  private final int[] weights;
  private final int padded;

  /** Of the box of {@code width} pixels a row whose first pixel is ({@code x}, {@code y}). */
  Across(Picture picture, int x, int y, int width, Taps taps) {
    this.rgb = picture.rgb();
    this.start = 3 * (y * picture.width() + x);
    this.stride = 3 * picture.width();
    this.source = width;
    this.taps = taps;
    this.padded = (taps.most() + STEP - 1) / STEP * STEP;
    int length = taps.first.length;
    boolean fits = taps.stride > 1 && padded <= source;
    this.first = new int[fits ? length : 0];
    this.weights = new int[fits ? Math.multiplyExact(length, padded) : 0];
    for (int i = 0; i < first.length; i++) {
      first[i] = Math.min(taps.first[i], source - padded);
      int shift = taps.first[i] - first[i];
      System.arraycopy(taps.weights, i * taps.stride, weights, i * padded + shift, taps.count[i]);
    }
  }

  /** Row {@code y} of the box, resized, as values 0..255. */
  void row(int y, int[] line) {
    int row = start + stride * y;
    if (taps.stride == 1) {
      copied(row, line);
    } else if (first.length == 0) {
      summedOneByOne(row, line);
    } else if (padded == STEP) {
      summedFour(row, line);
    } else {
      summed(row, line);
    }
  }

  /** One tap a pixel, whose weight is one. */
  private void copied(int row, int[] line) {
    int to = 0;
    for (int pixel : taps.first) {
      int from = row + 3 * pixel;
      line[to] = rgb[from] & 255;
      line[to + 1] = rgb[from + 1] & 255;
      line[to + 2] = rgb[from + 2] & 255;
      to += 3;
    }
  }

  /** The usual case, a photograph made up to twice as small, without any inner loop. */
  private void summedFour(int row, int[] line) {
    for (int i = 0; i < first.length; i++) {
      int from = row + 3 * first[i];
      int a = weights[4 * i];
      int b = weights[4 * i + 1];
      int c = weights[4 * i + 2];
      int d = weights[4 * i + 3];
      line[3 * i] = Taps.clip(Taps.HALF + four(from, a, b, c, d));
      line[3 * i + 1] = Taps.clip(Taps.HALF + four(from + 1, a, b, c, d));
      line[3 * i + 2] = Taps.clip(Taps.HALF + four(from + 2, a, b, c, d));
    }
  }

  private void summed(int row, int[] line) {
    int at = 0;
    for (int i = 0; i < first.length; i++) {
      int from = row + 3 * first[i];
      int red = Taps.HALF;
      int green = Taps.HALF;
      int blue = Taps.HALF;
      for (int end = at + padded; at < end; at += STEP, from += 3 * STEP) {
        int a = weights[at];
        int b = weights[at + 1];
        int c = weights[at + 2];
        int d = weights[at + 3];
        red += four(from, a, b, c, d);
        green += four(from + 1, a, b, c, d);
        blue += four(from + 2, a, b, c, d);
      }
      line[3 * i] = Taps.clip(red);
      line[3 * i + 1] = Taps.clip(green);
      line[3 * i + 2] = Taps.clip(blue);
    }
  }

  /** One colour of four pixels, times their weights. */
  private int four(int from, int a, int b, int c, int d) {
    return (rgb[from] & 255) * a
        + (rgb[from + 3] & 255) * b
        + (rgb[from + 6] & 255) * c
        + (rgb[from + 9] & 255) * d;
  }

  /** For a row of fewer pixels than the padded taps. */
  private void summedOneByOne(int row, int[] line) {
    for (int i = 0; i < line.length; i++) {
      int sum = Taps.HALF;
      int from = row + 3 * taps.first[i / 3] + i % 3;
      for (int t = 0; t < taps.count[i / 3]; t++) {
        sum += (rgb[from + 3 * t] & 255) * taps.weights[i / 3 * taps.stride + t];
      }
      line[i] = Taps.clip(sum);
    }
  }
}
