package io.github.googlenet4j.evaluate;

import io.github.googlenet4j.data.Example;

/**
 * A model's result for one labelled picture.
 *
 * @param example the picture and its class
 * @param predicted index of the most probable class; of equal ones the first
 * @param probability of that class
 * @param rank number of classes that are more probable than the true one, or as probable with a
 *     lower index
 * @param loss cross-entropy: minus the logarithm of the true class's probability
 * @param brier sum over the classes of the squared difference between a class's probability and 1
 *     for the true class, 0 for others (Brier 1950): 0 for certainty that is right, 2 for certainty
 *     that is wrong
 */
public record PictureScore(
    Example example, int predicted, float probability, int rank, double loss, double brier) {
  /** From a picture's probabilities, which begin at {@code from}. */
  static PictureScore of(Example example, float[] probabilities, int from, int classes) {
    float own = probabilities[from + example.label()];
    int best = 0;
    int rank = 0;
    double brier = 0;
    for (int i = 0; i < classes; i++) {
      float other = probabilities[from + i];
      best = other > probabilities[from + best] ? i : best;
      double missed = other - (i == example.label() ? 1 : 0);
      brier += missed * missed;
      rank += other > own || (other == own && i < example.label()) ? 1 : 0;
    }
    if (Float.isNaN(own)) { // NaN compares as false, and must not count as right
      rank = classes;
      own = 0;
      brier = 2;
    }
    // The smallest positive float32, so that the loss is never infinite.
    double loss = -Math.log(Math.max(own, Float.MIN_VALUE));
    return new PictureScore(example, best, probabilities[from + best], rank, loss, brier);
  }

  /** Whether the most probable class is the true one. */
  public boolean correct() {
    return rank == 0;
  }
}
