package io.github.googlenet4j;

import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.image.Crops;
import io.github.googlenet4j.image.PictureLimits;

/**
 * Options of a {@link Classifier}.
 *
 * @param top largest number of predictions for each picture, the most probable first
 * @param limits on pictures, checked before memory is taken for them
 * @param engine threads, concurrency, largest batch and precision
 * @param crops squares of each picture that the network sees; the mean of their probabilities is
 *     the answer
 */
public record ClassifierOptions(int top, PictureLimits limits, EngineOptions engine, Crops crops) {
  /**
   * Five predictions, {@link PictureLimits#DEFAULT}, all cores, the model's own precision, one
   * crop.
   */
  public static final ClassifierOptions DEFAULT =
      new ClassifierOptions(5, PictureLimits.DEFAULT, EngineOptions.DEFAULT);

  public ClassifierOptions {
    if (top < 1) {
      throw new IllegalArgumentException("top: expected at least 1, found %d.".formatted(top));
    }
  }

  /** Options with one crop of each picture. */
  public ClassifierOptions(int top, PictureLimits limits, EngineOptions engine) {
    this(top, limits, engine, Crops.ONE);
  }

  /** With at most this many predictions for each picture. */
  public ClassifierOptions withTop(int value) {
    return new ClassifierOptions(value, limits, engine, crops);
  }

  /** With these limits on pictures. */
  public ClassifierOptions withLimits(PictureLimits value) {
    return new ClassifierOptions(top, value, engine, crops);
  }

  /** With these options for the engine. */
  public ClassifierOptions withEngine(EngineOptions value) {
    return new ClassifierOptions(top, limits, value, crops);
  }

  /** With these crops of each picture. */
  public ClassifierOptions withCrops(Crops value) {
    return new ClassifierOptions(top, limits, engine, value);
  }
}
