package io.github.googlenet4j.quantize;

/**
 * A histogram of values from 0 on. Its range doubles when a value lies beyond it; negative values
 * count as 0.
 */
final class Histogram {
  private static final int BINS = 4096;

  private final long[] counts = new long[BINS];
  private double width = 1e-9; // doubles as often as it has to
  private long all;

  /** Adds values. */
  Histogram with(float[] values) {
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(
            "activations: expected finite numbers, found %s. The model's weights are too large."
                .formatted(value));
      }
      while (value >= width * BINS) {
        widen();
      }
      counts[value > 0 ? (int) (value / width) : 0]++;
    }
    all += values.length;
    return this;
  }

  private void widen() {
    for (int i = 0; i < BINS; i++) {
      long pair = i < BINS / 2 ? counts[2 * i] + counts[2 * i + 1] : 0;
      counts[i] = pair;
    }
    width *= 2;
  }

  /** The value that this share (0 to 1) of all values does not exceed; above 0. */
  float percentile(double share) {
    long left = (long) Math.ceil(all * share);
    int bin = 0;
    while (bin < BINS - 1 && left > counts[bin]) {
      left -= counts[bin++];
    }
    return (float) ((bin + 1) * width);
  }

  /**
   * The range with the least squared error when values are rounded to steps and clipped.
   *
   * @param steps that the range has
   * @param most steps that a value has; what lies beyond them is clipped
   */
  float leastSquares(int steps, int most) {
    int last = BINS - 1;
    while (last > 0 && counts[last] == 0) {
      last--;
    }
    int best = last + 1;
    double least = Double.POSITIVE_INFINITY;
    for (int end = Math.max(1, (last + 1) / 16); end <= last + 1; end += Math.max(1, last / 256)) {
      double loss = loss(end * width / steps, most);
      if (loss < least) {
        least = loss;
        best = end;
      }
    }
    return (float) (best * width);
  }

  /**
   * Sum of squared errors with steps of this length, when everything beyond the last is clipped.
   */
  private double loss(double step, int most) {
    double end = step * most;
    double sum = 0;
    for (int i = 1; i < BINS; i++) { // the first bin is mostly exact zeros
      if (counts[i] > 0) {
        // Inside, values are spread evenly between two steps: the mean squared error is step * step
        // / 12.
        double beyond = (i + .5) * width - end;
        sum += counts[i] * (beyond < 0 ? step * step / 12 : beyond * beyond);
      }
    }
    return sum;
  }
}
