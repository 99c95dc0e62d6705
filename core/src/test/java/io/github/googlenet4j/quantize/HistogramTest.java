package io.github.googlenet4j.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramTest {
  /** Half zeros, half exponential, like the results of a ReLU. */
  private static float[] values(int count) {
    Random random = new Random(5);
    float[] values = new float[count];
    for (int i = 0; i < count; i += 2) {
      values[i] = (float) (-3 * Math.log(1 - random.nextDouble()));
    }
    return values;
  }

  @Test
  void percentilesAreThoseOfTheSortedValues() {
    float[] values = values(100_000);
    Histogram histogram = new Histogram().with(Arrays.copyOf(values, 50_000));
    histogram.with(Arrays.copyOfRange(values, 50_000, values.length));
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    float largest = sorted[sorted.length - 1];
    for (double share : new double[] {.6, .9, .999, .9999, 1}) {
      float expected = sorted[(int) Math.ceil(sorted.length * share) - 1];
      assertThat((double) histogram.percentile(share))
          .isCloseTo(expected, within(largest / 1000.0));
    }
  }

  /** Compared with the error of rounding the values themselves, for each range. */
  @Test
  void leastSquaresFindsTheRangeThatLosesLeast() {
    float[] values = values(20_000);
    float chosen = new Histogram().with(values).leastSquares(7, 15);
    double best = Double.POSITIVE_INFINITY;
    for (double range = .5; range < 30; range += .1) {
      best = Math.min(best, error(values, range, 7, 15));
    }
    assertThat(error(values, chosen, 7, 15)).isLessThan(1.02 * best);
    assertThat(error(values, new Histogram().with(values).percentile(1), 7, 15))
        .isGreaterThan(1.5 * best);
  }

  @Test
  void smallValuesAreSeenAndInfiniteOnesRefused() {
    float[] values = values(1000);
    for (int i = 0; i < values.length; i++) {
      values[i] *= 1e-6f;
    }
    assertThat(new Histogram().with(values).percentile(1)).isBetween(5e-6f, 5e-5f);
    assertThatThrownBy(() -> new Histogram().with(new float[] {1, Float.POSITIVE_INFINITY}))
        .hasMessage(
            "activations: expected finite numbers, found Infinity. The model's weights are too"
                + " large.");
  }

  private static double error(float[] values, double range, int steps, int most) {
    double step = range / steps;
    double sum = 0;
    for (float value : values) {
      double rounded = Math.min(most, Math.rint(value / step)) * step;
      sum += (value - rounded) * (value - rounded);
    }
    return sum;
  }
}
