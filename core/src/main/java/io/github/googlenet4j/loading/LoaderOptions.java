package io.github.googlenet4j.loading;

import io.github.googlenet4j.data.Augmentation;
import io.github.googlenet4j.image.PictureLimits;

/**
 * How a {@link TrainingLoader} makes batches. The constructor throws {@link
 * IllegalArgumentException} where a value is outside its range.
 *
 * @param augmentation how pictures are varied
 * @param batch pictures in one step, from 1
 * @param largestSide of the pictures in the whole run, in pixels, from 1: what decoded pictures are
 *     kept for
 * @param seed of order and variations
 * @param sampling which pictures make an epoch
 * @param labelSmoothing share of each target that is spread over all classes, 0 to below 1
 * @param classWeights whether a picture counts in inverse proportion to how frequent its class is,
 *     1 in the mean over the training pictures
 * @param cacheBytes decoded pictures that are kept in memory; never more than half of the heap
 * @param threads that decode and vary; 0 for all cores
 * @param limits on pictures, checked before memory is taken for them
 */
public record LoaderOptions(
    Augmentation augmentation,
    int batch,
    int largestSide,
    long seed,
    Sampling sampling,
    double labelSmoothing,
    boolean classWeights,
    long cacheBytes,
    int threads,
    PictureLimits limits) {

  /** Which pictures make an epoch. */
  public enum Sampling {
    /** Each once, in random order. */
    SHUFFLED,
    /** As many, but each class as often as the others: rare ones are repeated. */
    BALANCED
  }

  public LoaderOptions {
    check("batch", batch, batch >= 1, "1 or more");
    check("largestSide", largestSide, largestSide >= 1, "1 or more pixels");
    check(
        "labelSmoothing",
        labelSmoothing,
        labelSmoothing >= 0 && labelSmoothing < 1,
        "0 to below 1");
    check("cacheBytes", cacheBytes, cacheBytes >= 0, "0 or more");
    check("threads", threads, threads >= 0, "0 (all cores) or more");
    // One buffer holds a batch, and Java's hold at most 2 GiB.
    long most = Integer.MAX_VALUE / (3L * Float.BYTES * largestSide * largestSide);
    check(
        "batch",
        batch,
        batch <= most,
        "at most %d at %d pixels (2 GiB)".formatted(most, largestSide));
  }

  /** Every picture once in an epoch, hard labels, no cache, all cores, seed 0. */
  public static LoaderOptions of(Augmentation augmentation, int batch, int largestSide) {
    return new LoaderOptions(
        augmentation,
        batch,
        largestSide,
        0,
        Sampling.SHUFFLED,
        0,
        false,
        0,
        0,
        PictureLimits.DEFAULT);
  }

  /** With this seed of order and variations. */
  public LoaderOptions withSeed(long value) {
    return new LoaderOptions(
        augmentation,
        batch,
        largestSide,
        value,
        sampling,
        labelSmoothing,
        classWeights,
        cacheBytes,
        threads,
        limits);
  }

  /** With these pictures in an epoch. */
  public LoaderOptions withSampling(Sampling value) {
    return new LoaderOptions(
        augmentation,
        batch,
        largestSide,
        seed,
        value,
        labelSmoothing,
        classWeights,
        cacheBytes,
        threads,
        limits);
  }

  /** With this share of each target spread over all classes. */
  public LoaderOptions withLabelSmoothing(double value) {
    return new LoaderOptions(
        augmentation,
        batch,
        largestSide,
        seed,
        sampling,
        value,
        classWeights,
        cacheBytes,
        threads,
        limits);
  }

  /** With or without weights of classes. */
  public LoaderOptions withClassWeights(boolean value) {
    return new LoaderOptions(
        augmentation,
        batch,
        largestSide,
        seed,
        sampling,
        labelSmoothing,
        value,
        cacheBytes,
        threads,
        limits);
  }

  /** With this much memory for decoded pictures. */
  public LoaderOptions withCacheBytes(long value) {
    return new LoaderOptions(
        augmentation,
        batch,
        largestSide,
        seed,
        sampling,
        labelSmoothing,
        classWeights,
        value,
        threads,
        limits);
  }

  /** With this many threads; 0 for all cores. */
  public LoaderOptions withThreads(int value) {
    return new LoaderOptions(
        augmentation,
        batch,
        largestSide,
        seed,
        sampling,
        labelSmoothing,
        classWeights,
        cacheBytes,
        value,
        limits);
  }

  /** With these limits on pictures. */
  public LoaderOptions withLimits(PictureLimits value) {
    return new LoaderOptions(
        augmentation,
        batch,
        largestSide,
        seed,
        sampling,
        labelSmoothing,
        classWeights,
        cacheBytes,
        threads,
        value);
  }

  private static void check(String field, Number value, boolean good, String expected) {
    if (!good) {
      throw new IllegalArgumentException(
          "%s: expected %s, found %s. Choose a value within that range."
              .formatted(field, expected, value));
    }
  }
}
