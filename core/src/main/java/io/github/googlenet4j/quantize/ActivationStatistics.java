package io.github.googlenet4j.quantize;

/**
 * Statistics of one activation over many pictures: a histogram of its values, and the mean of each
 * channel.
 */
final class ActivationStatistics {
  private final Histogram histogram = new Histogram();
  private final double[] sums; // a channel each
  private long pixels;

  ActivationStatistics(int channels) {
    sums = new double[channels];
  }

  /** Adds the values of more pictures, channels innermost. */
  ActivationStatistics with(float[] values) {
    histogram.with(values);
    for (int i = 0; i < values.length; i += sums.length) {
      for (int c = 0; c < sums.length; c++) {
        sums[c] += values[i + c];
      }
    }
    pixels += values.length / sums.length;
    return this;
  }

  Histogram histogram() {
    return histogram;
  }

  float[] means() {
    float[] means = new float[sums.length];
    for (int c = 0; c < means.length; c++) {
      means[c] = (float) (sums[c] / pixels);
    }
    return means;
  }
}
