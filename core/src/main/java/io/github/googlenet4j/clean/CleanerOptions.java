package io.github.googlenet4j.clean;

import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.image.PictureLimits;

/**
 * Options of a {@link Cleaner}.
 *
 * @param cached whether features are kept in the user's cache, and taken from it
 * @param seed of the division into folds
 * @param limits on pictures
 * @param engine threads and largest batch; features are always computed in float32
 */
public record CleanerOptions(
    boolean cached, long seed, PictureLimits limits, EngineOptions engine) {
  /** With the cache, seed 0. */
  public static final CleanerOptions DEFAULT =
      new CleanerOptions(true, 0, PictureLimits.DEFAULT, EngineOptions.DEFAULT);

  /** With or without the cache. */
  public CleanerOptions withCached(boolean value) {
    return new CleanerOptions(value, seed, limits, engine);
  }

  /** With folds drawn from this seed. */
  public CleanerOptions withSeed(long value) {
    return new CleanerOptions(cached, value, limits, engine);
  }

  /** With these limits on pictures. */
  public CleanerOptions withLimits(PictureLimits value) {
    return new CleanerOptions(cached, seed, value, engine);
  }

  /** With these options for the engine. */
  public CleanerOptions withEngine(EngineOptions value) {
    return new CleanerOptions(cached, seed, limits, value);
  }
}
