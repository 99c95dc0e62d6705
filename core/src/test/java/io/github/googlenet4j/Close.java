package io.github.googlenet4j;

import static org.assertj.core.api.Assertions.assertThat;

/** The distance between two results, relative to the largest expected value. */
public final class Close {
  private Close() {}

  /** The largest difference, over the largest magnitude of what is expected. */
  public static double distance(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    double largest = 0;
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      difference = Math.max(difference, Math.abs((double) found[i] - expected[i]));
    }
    return difference / largest;
  }
}
