package io.github.googlenet4j.evaluate;

import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.model.GoogLeNet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * By what a model's logits are divided so that its probabilities are as sure as its answers are
 * right (Guo et al., arXiv 1706.04599). The order of the classes, and so each answer, stays.
 *
 * @param value above 1 where the model is too sure, below 1 where it is not sure enough
 * @param loss the mean cross-entropy with it, over the pictures that it was fitted on; not a number
 *     without pictures
 */
public record Temperature(double value, double loss) {
  /** Leaves probabilities as they are. */
  public static final Temperature ONE = new Temperature(1, Double.NaN);

  private static final double LOWEST = .2;
  private static final double HIGHEST = 5;

  /** Of the logarithm. It costs a few hundred pictures nothing, and keeps ten from deciding all. */
  private static final double PRIOR_DEVIATION = .5;

  /** What a float32 probability of 0 may have been. */
  private static final double LEAST = -104;

  /**
   * A model that divides its logits by this: the weights and biases of its last layer are smaller
   * or larger. Its answers are the same.
   */
  public Model applied(Model model) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : model.weights().names()) {
      Tensor tensor = model.weights().get(name);
      tensors.put(name, name.startsWith(GoogLeNet.CLASSIFIER + ".") ? divided(tensor) : tensor);
    }
    return new Model(
        model.variant(),
        model.classes(),
        model.preparation(),
        model.auxiliary(),
        new Weights(tensors),
        model.history(),
        model.quantization());
  }

  private Tensor divided(Tensor tensor) {
    float[] values = tensor.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] / value);
    }
    return new Tensor(tensor.shape(), values);
  }

  /**
   * What it does, in a sentence.
   *
   * @param where it was fitted, in a few words
   * @param before the mean cross-entropy there without it
   */
  public String described(String where, double before) {
    return String.format(
        Locale.ROOT,
        "probabilities: logits times %.2f, fitted on %s, where the mean loss goes from %.3f to %.3f; no answer changes",
        1 / value,
        where,
        before,
        loss);
  }

  /**
   * Gathers pictures, then finds the temperature of the least cross-entropy: a parabola through the
   * best of many temperatures and its neighbours. Needs no memory for each picture.
   */
  public static final class Fit {
    private static final int STEPS = 64;
    private static final double WIDER = 10;
    private static final double WEAK_DEVIATION = 3;

    private final double lowest;
    private final double highest;
    private final int steps;
    private final double deviation;
    private final double[] losses;
    private int count;

    /** A fit without pictures, of temperatures as training needs them: .2 to 5. */
    public Fit() {
      this(LOWEST, HIGHEST, STEPS, PRIOR_DEVIATION);
    }

    private Fit(double lowest, double highest, int steps, double deviation) {
      this.deviation = deviation;
      this.lowest = lowest;
      this.highest = highest;
      this.steps = steps;
      this.losses = new double[steps + 1];
    }

    /**
     * A fit for models of any origin, which may be far too sure: temperatures from .02 to 50, with
     * a preference for 1 that is so weak that it only keeps a handful of pictures from an extreme.
     * It takes twice as long.
     */
    public static Fit wide() {
      return new Fit(LOWEST / WIDER, HIGHEST * WIDER, 2 * STEPS, WEAK_DEVIATION);
    }

    private double logarithm(double step) {
      return Math.log(lowest) + (Math.log(highest) - Math.log(lowest)) * step / steps;
    }

    /** How many pictures were added. */
    public int pictures() {
      return count;
    }

    /** Adds a picture's probabilities, which begin at {@code from}, and its class. */
    public void add(float[] probabilities, int from, int classes, int label) {
      double[] logits = new double[classes];
      double most = LEAST;
      for (int i = 0; i < classes; i++) {
        double probability = probabilities[from + i];
        logits[i] = probability > 0 ? Math.max(LEAST, Math.log(probability)) : LEAST;
        most = Math.max(most, logits[i]);
      }
      for (int step = 0; step <= steps; step++) {
        double inverse = Math.exp(-logarithm(step));
        double sum = 0;
        for (double logit : logits) {
          double exponent = (logit - most) * inverse;
          sum += exponent < -40 ? 0 : Math.exp(exponent); // which a double would not notice
        }
        losses[step] += Math.log(sum) - (logits[label] - most) * inverse;
      }
      count++;
    }

    private double penalised(int step) {
      double deviations = logarithm(step) / deviation;
      return losses[step] + deviations * deviations / 2;
    }

    /** The best temperature; 1 without pictures. */
    public Temperature best() {
      if (count == 0) {
        return ONE;
      }
      int best = 1;
      for (int step = 1; step < steps; step++) {
        best = penalised(step) < penalised(best) ? step : best;
      }
      double left = penalised(best - 1) - penalised(best);
      double right = penalised(best + 1) - penalised(best);
      double curvature = left + right;
      double shift = curvature > 0 ? (left - right) / (2 * curvature) : 0;
      shift = Math.max(-1, Math.min(1, shift));
      double slope = (losses[best + 1] - losses[best - 1]) / 2;
      double bend = losses[best + 1] - 2 * losses[best] + losses[best - 1];
      double loss = losses[best] + shift * (slope + shift * bend / 2);
      return new Temperature(Math.exp(logarithm(best + shift)), loss / count);
    }
  }
}
