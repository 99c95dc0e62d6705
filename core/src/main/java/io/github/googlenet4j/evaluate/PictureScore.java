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
 */
public record PictureScore(
    Example example, int predicted, float probability, int rank, double loss) {
  /** From a picture's probabilities, which begin at {@code from}. */
  static PictureScore of(Example example, float[] probabilities, int from, int classes) {
    float own = probabilities[from + example.label()];
    int best = 0;
    int rank = 0;
    for (int i = 0; i < classes; i++) {
      float other = probabilities[from + i];
      best = other > probabilities[from + best] ? i : best;
      rank += other > own || (other == own && i < example.label()) ? 1 : 0;
    }
    if (Float.isNaN(own)) { // NaN compares as false, and must not count as right
      rank = classes;
      own = 0;
    }
    // The smallest positive float32, so that the loss is never infinite.
    double loss = -Math.log(Math.max(own, Float.MIN_VALUE));
    return new PictureScore(example, best, probabilities[from + best], rank, loss);
  }

  /** Whether the most probable class is the true one. */
  public boolean correct() {
    return rank == 0;
  }
}
