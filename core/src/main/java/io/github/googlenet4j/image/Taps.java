package io.github.googlenet4j.image;

/**
 * Which pixels of a row or column each pixel of its resized version is made of, and with which
 * weights.
 *
 * <p>Line pixel {@code i} of the window is the sum over {@code t < count[i]} of source pixel {@code
 * first[i] + t} times {@code weights[i * stride + t]}, in fixed point with {@value #BITS} bits.
 * {@code first} and {@code first + count} never decrease with {@code i}.
 *
 * <p>Two special cases need no code of their own: NEAREST is one tap of weight one, and so is a
 * line that keeps its length. Pillow skips the pass there; the bytes are the same, because every
 * kernel is 1 at 0 and 0 at the other whole numbers.
 */
final class Taps {

  /** 32 bits less 8 for a byte less 2 for the overshoot of bicubic and lanczos, as in Pillow. */
  static final int BITS = 22;

  /** Added before the shift by {@link #BITS}, so that it rounds. */
  static final int HALF = 1 << (BITS - 1);

  /** Beyond this many pixels, more than Pillow can hold, exactness is not worth the time. */
  private static final int LONGEST_SUM = 1 << 24;

  final int[] first;
  final int[] count;
  final int[] weights;
  final int stride;

  private Taps(int length, int stride) {
    this.first = new int[length];
    this.count = new int[length];
    this.weights = new int[Math.multiplyExact(length, stride)];
    this.stride = stride;
  }

  /**
   * The taps of {@code length} pixels from {@code from} on, of a line of {@code source} pixels
   * resized to {@code target}. Only the window costs memory, so {@code target} may be huge.
   */
  static Taps of(int source, long target, Filter filter, long from, int length) {
    if (source == target) {
      return identity(Math.toIntExact(from), length);
    }
    double scale = (double) source / target;
    return filter == Filter.NEAREST
        ? nearest(source, scale, from, length)
        : weighted(source, scale, filter, from, length);
  }

  private static Taps identity(int from, int length) {
    Taps taps = new Taps(length, 1);
    for (int i = 0; i < length; i++) {
      taps.setSingle(i, from + i);
    }
    return taps;
  }

  private static Taps nearest(int source, double scale, long from, int length) {
    Taps taps = new Taps(length, 1);
    // Pillow adds the scale up instead of multiplying; its bytes depend on the rounding errors.
    double position = scale * 0.5;
    if (from > LONGEST_SUM) {
      position += scale * from;
    } else {
      for (long i = 0; i < from; i++) {
        position += scale;
      }
    }
    for (int i = 0; i < length; i++) {
      taps.setSingle(i, Math.min(source - 1, (int) position));
      position += scale;
    }
    return taps;
  }

  private void setSingle(int i, int pixel) {
    first[i] = pixel;
    count[i] = 1;
    weights[i] = 1 << BITS;
  }

  private static Taps weighted(int source, double scale, Filter filter, long from, int length) {
    double widening = Math.max(1, scale);
    double support = filter.support * widening;
    int stride = (int) Math.min(source, 2 * (long) Math.ceil(support) + 1);
    Taps taps = new Taps(length, stride);
    double[] exact = new double[stride];
    double step = 1 / widening;
    for (int i = 0; i < length; i++) {
      double centre = (from + i + 0.5) * scale;
      int start = Math.max(0, (int) (centre - support + 0.5));
      int count = Math.min(source, (int) (centre + support + 0.5)) - start;
      double sum = 0;
      for (int t = 0; t < count; t++) {
        exact[t] = filter.weight((t + start - centre + 0.5) * step);
        sum += exact[t];
      }
      taps.first[i] = start;
      taps.count[i] = count;
      for (int t = 0; t < count; t++) {
        double weight = sum == 0 ? exact[t] : exact[t] / sum;
        taps.weights[i * stride + t] = (int) (weight * (1 << BITS) + (weight < 0 ? -0.5 : 0.5));
      }
    }
    return taps;
  }

  /**
   * Turns sums into values 0..255. HotSpot vectorises Math.min and max only since about JDK 20,
   * hence the arithmetic.
   */
  static void clip(int[] sums) {
    for (int i = 0; i < sums.length; i++) {
      int value = sums[i] >> BITS;
      value &= ~(value >> 31); // 0 if negative
      int headroom = 255 - value;
      sums[i] = value + (headroom & headroom >> 31);
    }
  }

  /** The largest number of taps that one pixel has. */
  int largestCount() {
    int most = 0;
    for (int taps : count) {
      most = Math.max(most, taps);
    }
    return most;
  }

  /** One past the last source pixel that window pixel {@code i} is made of. */
  int end(int i) {
    return first[i] + count[i];
  }
}
