package io.github.googlenet4j.evaluate;

import io.github.googlenet4j.data.Example;

/**
 * Told of each picture's probabilities while a model is evaluated, in the order of the pictures.
 */
@FunctionalInterface
public interface ProbabilityReceiver {
  /** Does nothing. */
  ProbabilityReceiver NONE = (example, probabilities, from) -> {};

  /**
   * A picture that could be read.
   *
   * @param probabilities of a whole batch, which must not be changed or kept; those of the picture
   *     begin at {@code from}, one for each class in the model's order
   */
  void add(Example example, float[] probabilities, int from);
}
