package io.github.googlenet4j.features;

import io.github.googlenet4j.evaluate.Temperature;
import java.util.Arrays;
import java.util.List;

/**
 * Multinomial logistic regression: the mean cross-entropy plus {@code decay / 2} times the squares
 * of the weights (not of the biases), over standardised features, minimised by {@link Lbfgs}.
 *
 * <p>A feature's deviation is measured on few pictures, and of a feature that is nearly silent in
 * them it is far too small: others would reach hundreds of deviations. Half of the mean variance of
 * all features is therefore added to each variance.
 *
 * <p>The sums for each picture and for each weight have one order, whatever the number of threads,
 * so that the same features give the same weights.
 */
public final class SoftmaxRegression implements Lbfgs.Function {
  private static final int BLOCK = 128;
  private static final int TOGETHER = 4;
  private static final double SHARED_VARIANCE = .5;
  private static final double CONVERGED = 1e-6;

  private final int count;
  private final int width;
  private final int classes;
  private final int[] labels;
  private final double[] mean;
  private final double[] factor;
  private final double[][] rows; // count x width
  private final double[][] columns; // width x count
  private final double[][] scores; // classes x count, working space
  private final ParallelBlocks parallel;
  private double decay;

  /** A problem with these features, standardised; nothing is fitted yet. */
  public SoftmaxRegression(PooledFeatures features, int classes, ParallelBlocks parallel) {
    this.parallel = parallel;
    this.count = features.rows().size();
    this.width = features.rows().get(0).length;
    this.classes = classes;
    this.labels = features.labels().stream().mapToInt(Integer::intValue).toArray();
    this.mean = new double[width];
    this.factor = new double[width];
    standardize(features.rows());
    this.rows = new double[count][];
    this.columns = new double[width][count];
    for (int n = 0; n < count; n++) {
      rows[n] = standardized(features.rows().get(n));
      for (int d = 0; d < width; d++) {
        columns[d][n] = rows[n][d];
      }
    }
    this.scores = new double[classes][count];
  }

  private void standardize(List<float[]> values) {
    double[] squares = new double[width];
    for (float[] row : values) {
      for (int d = 0; d < width; d++) {
        mean[d] += row[d] / (double) count;
      }
    }
    for (float[] row : values) {
      for (int d = 0; d < width; d++) {
        squares[d] += (row[d] - mean[d]) * (row[d] - mean[d]) / count;
      }
    }
    double shared = SHARED_VARIANCE * Arrays.stream(squares).average().orElse(0);
    for (int d = 0; d < width; d++) {
      double deviation = Math.sqrt(squares[d] + shared);
      factor[d] = deviation > 0 ? 1 / deviation : 0; // where all features are constant
    }
  }

  private double[] standardized(float[] row) {
    double[] standard = new double[width];
    for (int d = 0; d < width; d++) {
      standard[d] = (row[d] - mean[d]) * factor[d];
    }
    return standard;
  }

  /**
   * The best weights for a decay: {@code classes x width}, then a bias for each class.
   *
   * @param start the weights to begin with; the best weights of a similar decay save time
   * @throws java.util.concurrent.CancellationException if it is told to stop
   */
  public double[] fit(double wanted, double[] start) {
    return fit(wanted, start, CONVERGED);
  }

  /**
   * The same, less exact.
   *
   * @param gradient where no partial derivative of the loss exceeds this, the fit ends
   */
  public double[] fit(double wanted, double[] start, double gradient) {
    decay = wanted;
    return Lbfgs.minimize(this, start, gradient);
  }

  /** Weights that are all zero. */
  public double[] zeros() {
    return new double[classes * (width + 1)];
  }

  @Override
  public double value(double[] weights, double[] gradient) {
    int blocks = (count + BLOCK - 1) / BLOCK;
    double[] losses = new double[blocks];
    parallel.run(blocks, block -> losses[block] = errors(weights, block));
    double loss = Arrays.stream(losses).sum() / count;
    int parts = (width + BLOCK - 1) / BLOCK;
    parallel.run(parts, part -> gradient(weights, gradient, part));
    for (int k = 0; k < classes; k++) {
      gradient[classes * width + k] = Arrays.stream(scores[k]).sum() / count;
    }
    double squares = 0;
    for (int i = 0; i < classes * width; i++) {
      squares += weights[i] * weights[i];
    }
    return loss + decay / 2 * squares;
  }

  /** Scores of a block of pictures become probability minus target; the block's loss. */
  private double errors(double[] weights, int block) {
    int from = block * BLOCK;
    int to = Math.min(count, from + BLOCK);
    for (int k = 0; k < classes; k++) {
      Arrays.fill(scores[k], from, to, weights[classes * width + k]);
    }
    for (int d = 0; d < width; d += TOGETHER) {
      for (int k = 0; k < classes; k++) {
        addScaled(scores[k], 0, columns, d, weights, k * width + d, from, to);
      }
    }
    double loss = 0;
    for (int n = from; n < to; n++) {
      double most = Double.NEGATIVE_INFINITY;
      for (double[] score : scores) {
        most = Math.max(most, score[n]);
      }
      double sum = 0;
      for (double[] score : scores) {
        sum += Math.exp(score[n] - most);
      }
      loss += Math.log(sum) + most - scores[labels[n]][n];
      for (int k = 0; k < classes; k++) {
        scores[k][n] = Math.exp(scores[k][n] - most) / sum - (k == labels[n] ? 1 : 0);
      }
    }
    return loss;
  }

  /** The gradients of a block of weights for all classes, so that features are read once. */
  private void gradient(double[] weights, double[] gradient, int part) {
    int from = part * BLOCK;
    int to = Math.min(width, from + BLOCK);
    for (int k = 0; k < classes; k++) {
      Arrays.fill(gradient, k * width + from, k * width + to, 0);
    }
    for (int n = 0; n < count; n += TOGETHER) {
      for (int k = 0; k < classes; k++) {
        addScaled(gradient, k * width, rows, n, scores[k], n, from, to);
      }
    }
    for (int k = 0; k < classes; k++) {
      for (int i = k * width + from; i < k * width + to; i++) {
        gradient[i] = gradient[i] / count + decay * weights[i];
      }
    }
  }

  /**
   * Adds the next four vectors times their factors, or those that are left. With four at once the
   * sum is read and written a fourth as often. Each loop is a method of its own, because HotSpot
   * vectorises it then.
   */
  private static void addScaled(
      double[] sum,
      int shift,
      double[][] vectors,
      int first,
      double[] factors,
      int at,
      int from,
      int to) {
    if (first + TOGETHER <= vectors.length) {
      addScaled(
          sum,
          shift,
          vectors[first],
          factors[at],
          vectors[first + 1],
          factors[at + 1],
          vectors[first + 2],
          factors[at + 2],
          vectors[first + 3],
          factors[at + 3],
          from,
          to);
      return;
    }
    for (int v = first; v < vectors.length; v++) {
      addScaled(sum, shift, vectors[v], factors[at + v - first], from, to);
    }
  }

  private static void addScaled(
      double[] sum, int shift, double[] values, double factor, int from, int to) {
    for (int i = from; i < to; i++) {
      sum[shift + i] += factor * values[i];
    }
  }

  private static void addScaled(
      double[] sum,
      int shift,
      double[] a,
      double byA,
      double[] b,
      double byB,
      double[] c,
      double byC,
      double[] d,
      double byD,
      int from,
      int to) {
    for (int i = from; i < to; i++) {
      sum[shift + i] += byA * a[i] + byB * b[i] + (byC * c[i] + byD * d[i]);
    }
  }

  /**
   * Judges weights on other features.
   *
   * @param fit given the probabilities of each picture
   */
  public Score score(double[] weights, PooledFeatures others, Temperature.Fit fit) {
    int right = 0;
    double loss = 0;
    float[] probabilities = new float[classes];
    for (int n = 0; n < others.rows().size(); n++) {
      if (n % BLOCK == 0) {
        parallel.requireGoing();
      }
      double[] logits = logits(weights, others.rows().get(n));
      int best = 0;
      for (int k = 0; k < classes; k++) {
        best = logits[k] > logits[best] ? k : best;
      }
      double most = logits[best];
      double sum = Arrays.stream(logits).map(logit -> Math.exp(logit - most)).sum();
      for (int k = 0; k < classes; k++) {
        probabilities[k] = (float) (Math.exp(logits[k] - most) / sum);
      }
      int label = others.labels().get(n);
      fit.add(probabilities, 0, classes, label);
      loss += Math.log(sum) + most - logits[label];
      right += best == label ? 1 : 0;
    }
    return new Score(right, loss);
  }

  /** The probability of each class for a picture of these features. */
  public double[] probabilities(double[] weights, float[] features) {
    double[] logits = logits(weights, features);
    double most = Arrays.stream(logits).max().orElse(0);
    double sum = Arrays.stream(logits).map(logit -> Math.exp(logit - most)).sum();
    return Arrays.stream(logits).map(logit -> Math.exp(logit - most) / sum).toArray();
  }

  private double[] logits(double[] weights, float[] features) {
    double[] row = standardized(features);
    double[] logits = new double[classes];
    for (int k = 0; k < classes; k++) {
      logits[k] = weights[classes * width + k];
      for (int d = 0; d < width; d++) {
        logits[k] += weights[k * width + d] * row[d];
      }
    }
    return logits;
  }

  /**
   * How weights did on some pictures.
   *
   * @param right answers
   * @param loss the sum of the cross-entropies
   */
  public record Score(int right, double loss) {}

  /**
   * Weights that give the same answers from features that are not standardised: {@code classes x
   * width}.
   */
  public float[] rawWeights(double[] weights) {
    float[] raw = new float[classes * width];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = (float) (weights[i] * factor[i % width]);
    }
    return raw;
  }

  /** The biases that go with {@link #rawWeights}. */
  public float[] rawBiases(double[] weights) {
    float[] raw = new float[classes];
    for (int k = 0; k < classes; k++) {
      double bias = weights[classes * width + k];
      for (int d = 0; d < width; d++) {
        bias -= weights[k * width + d] * mean[d] * factor[d];
      }
      raw[k] = (float) bias;
    }
    return raw;
  }
}
