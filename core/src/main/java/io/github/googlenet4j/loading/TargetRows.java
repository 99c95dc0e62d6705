package io.github.googlenet4j.loading;

import io.github.googlenet4j.data.Example;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The targets of each example: {@code weight * ((1 - e) * onehot + e / classes)} with {@code e} the
 * label smoothing. Immutable.
 */
final class TargetRows {
  private final List<Example> examples;
  private final double smoothing;
  private final double[] weights;

  TargetRows(List<Example> examples, int classes, LoaderOptions options) {
    this.examples = examples;
    this.smoothing = options.labelSmoothing();
    this.weights = options.classWeights() ? weights(examples, classes) : ones(classes);
  }

  private static double[] ones(int classes) {
    double[] ones = new double[classes];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** {@code count / (classes present * count of the class)}: 1 in the mean over the examples. */
  static double[] weights(List<Example> examples, int classes) {
    double[] counts = new double[classes];
    examples.forEach(example -> counts[example.label()]++);
    double present = Arrays.stream(counts).filter(count -> count > 0).count();
    double[] weights = new double[classes];
    Arrays.setAll(weights, i -> counts[i] == 0 ? 0 : examples.size() / (present * counts[i]));
    return weights;
  }

  int classes() {
    return weights.length;
  }

  /** Writes a row, all zeros if the picture could not be read; the label, or -1. */
  int write(int example, boolean readable, FloatBuffer targets, int index) {
    int label = examples.get(example).label();
    float[] row = new float[weights.length];
    if (readable) {
      Arrays.fill(row, (float) (weights[label] * smoothing / row.length));
      row[label] += (float) (weights[label] * (1 - smoothing));
    }
    targets.put(index * row.length, row);
    return readable ? label : -1;
  }
}
