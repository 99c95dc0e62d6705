package io.github.googlenet4j.data;

import io.github.googlenet4j.image.Filter;
import java.util.List;

/**
 * How pictures are varied in training (paper, section 6): a random patch, mirrored half of the
 * time, resized with a random filter, its colours distorted. The constructor throws {@link
 * IllegalArgumentException} where a value is outside its range.
 *
 * @param smallestArea least share of the picture that a patch covers, above 0 to 1
 * @param largestArea greatest share, {@code smallestArea} to 1
 * @param smallestAspect least ratio of a patch's width to its height
 * @param largestAspect greatest ratio
 * @param mirror whether half of the patches are mirrored left to right
 * @param filters one of them, drawn at random, resizes the patch
 * @param brightness how far it is varied, 0 to 1: 0 is not at all, .4 is a factor of .6 to 1.4
 * @param contrast likewise, about the mean grey
 * @param saturation likewise, about each pixel's grey
 * @param hue largest rotation of the colour circle, 0 to .5 of a turn
 * @param lighting deviation of the noise along the principal components of ImageNet's colours
 *     (Krizhevsky et al. 2012, section 4.1); .1 there
 * @param mixup alpha of the beta distribution by which pairs of pictures are blended (arXiv
 *     1710.09412); 0 for never
 * @param cutmix alpha for rectangles pasted from one picture into another (arXiv 1905.04899); 0 for
 *     never
 * @param erasing probability, 0 to 1, that a rectangle is overwritten with noise (arXiv 1708.04896)
 */
public record Augmentation(
    double smallestArea,
    double largestArea,
    double smallestAspect,
    double largestAspect,
    boolean mirror,
    List<Filter> filters,
    double brightness,
    double contrast,
    double saturation,
    double hue,
    double lighting,
    double mixup,
    double cutmix,
    double erasing) {

  /** The paper's. */
  public static final Augmentation PAPER =
      new Augmentation(
          .08,
          1,
          3 / 4.,
          4 / 3.,
          true,
          List.of(Filter.NEAREST, Filter.BOX, Filter.BILINEAR, Filter.BICUBIC),
          .4,
          .4,
          .4,
          .05,
          .1,
          0,
          0,
          0);

  /** The centred square, resized: every epoch sees the same pictures. */
  public static final Augmentation NONE =
      new Augmentation(1, 1, 1, 1, false, List.of(Filter.BILINEAR), 0, 0, 0, 0, 0, 0, 0, 0);

  /** Patches of 35 to 100 % of the area, mirrored; colours as they are: for fine-tuning. */
  public static final Augmentation MILD =
      PAPER
          .withArea(.35, 1)
          .withFilters(List.of(Filter.BOX, Filter.BILINEAR, Filter.BICUBIC, Filter.LANCZOS))
          .withBrightness(0)
          .withContrast(0)
          .withSaturation(0)
          .withHue(0)
          .withLighting(0);

  public Augmentation {
    filters = List.copyOf(filters);
    check("smallestArea", smallestArea, Double.MIN_VALUE, 1, "above 0 to 1");
    check("largestArea", largestArea, smallestArea, 1, smallestArea + " (smallestArea) to 1");
    check("smallestAspect", smallestAspect, .01, 100, ".01 to 100");
    check(
        "largestAspect",
        largestAspect,
        smallestAspect,
        100,
        smallestAspect + " (smallestAspect) to 100");
    if (filters.isEmpty()) {
      throw new IllegalArgumentException(
          "filters: expected at least one, found none. Name one or more of box, bilinear, bicubic,"
              + " lanczos, nearest.");
    }
    check("brightness", brightness, 0, 1, "0 to 1");
    check("contrast", contrast, 0, 1, "0 to 1");
    check("saturation", saturation, 0, 1, "0 to 1");
    check("hue", hue, 0, .5, "0 to .5 of a turn");
    check("lighting", lighting, 0, 10, "0 to 10");
    check("mixup", mixup, 0, 100, "0 to 100");
    check("cutmix", cutmix, 0, 100, "0 to 100");
    check("erasing", erasing, 0, 1, "0 to 1");
  }

  private static void check(String field, double value, double low, double high, String range) {
    if (!(value >= low && value <= high)) { // so written, NaN is refused too
      throw new IllegalArgumentException(
          "%s: expected %s, found %s. Choose a value within that range."
              .formatted(field, range, value));
    }
  }

  /** With patches of these shares of the area. */
  public Augmentation withArea(double smallest, double largest) {
    return new Augmentation(
        smallest,
        largest,
        smallestAspect,
        largestAspect,
        mirror,
        filters,
        brightness,
        contrast,
        saturation,
        hue,
        lighting,
        mixup,
        cutmix,
        erasing);
  }

  /** With patches of these ratios of width to height. */
  public Augmentation withAspect(double smallest, double largest) {
    return new Augmentation(
        smallestArea,
        largestArea,
        smallest,
        largest,
        mirror,
        filters,
        brightness,
        contrast,
        saturation,
        hue,
        lighting,
        mixup,
        cutmix,
        erasing);
  }

  /** With another value of {@code mirror}. */
  public Augmentation withMirror(boolean value) {
    return new Augmentation(
        smallestArea,
        largestArea,
        smallestAspect,
        largestAspect,
        value,
        filters,
        brightness,
        contrast,
        saturation,
        hue,
        lighting,
        mixup,
        cutmix,
        erasing);
  }

  /** With another value of {@code filters}. */
  public Augmentation withFilters(List<Filter> value) {
    return new Augmentation(
        smallestArea,
        largestArea,
        smallestAspect,
        largestAspect,
        mirror,
        value,
        brightness,
        contrast,
        saturation,
        hue,
        lighting,
        mixup,
        cutmix,
        erasing);
  }

  /** With another value of {@code brightness}. */
  public Augmentation withBrightness(double value) {
    return new Augmentation(
        smallestArea,
        largestArea,
        smallestAspect,
        largestAspect,
        mirror,
        filters,
        value,
        contrast,
        saturation,
        hue,
        lighting,
        mixup,
        cutmix,
        erasing);
  }

  /** With another value of {@code contrast}. */
  public Augmentation withContrast(double value) {
    return new Augmentation(
        smallestArea,
        largestArea,
        smallestAspect,
        largestAspect,
        mirror,
        filters,
        brightness,
        value,
        saturation,
        hue,
        lighting,
        mixup,
        cutmix,
        erasing);
  }

  /** With another value of {@code saturation}. */
  public Augmentation withSaturation(double value) {
    return new Augmentation(
        smallestArea,
        largestArea,
        smallestAspect,
        largestAspect,
        mirror,
        filters,
        brightness,
        contrast,
        value,
        hue,
        lighting,
        mixup,
        cutmix,
        erasing);
  }

  /** With another value of {@code hue}. */
  public Augmentation withHue(double value) {
    return new Augmentation(
        smallestArea,
        largestArea,
        smallestAspect,
        largestAspect,
        mirror,
        filters,
        brightness,
        contrast,
        saturation,
        value,
        lighting,
        mixup,
        cutmix,
        erasing);
  }

  /** With another value of {@code lighting}. */
  public Augmentation withLighting(double value) {
    return new Augmentation(
        smallestArea,
        largestArea,
        smallestAspect,
        largestAspect,
        mirror,
        filters,
        brightness,
        contrast,
        saturation,
        hue,
        value,
        mixup,
        cutmix,
        erasing);
  }

  /** With another value of {@code mixup}. */
  public Augmentation withMixup(double value) {
    return new Augmentation(
        smallestArea,
        largestArea,
        smallestAspect,
        largestAspect,
        mirror,
        filters,
        brightness,
        contrast,
        saturation,
        hue,
        lighting,
        value,
        cutmix,
        erasing);
  }

  /** With another value of {@code cutmix}. */
  public Augmentation withCutmix(double value) {
    return new Augmentation(
        smallestArea,
        largestArea,
        smallestAspect,
        largestAspect,
        mirror,
        filters,
        brightness,
        contrast,
        saturation,
        hue,
        lighting,
        mixup,
        value,
        erasing);
  }

  /** With another value of {@code erasing}. */
  public Augmentation withErasing(double value) {
    return new Augmentation(
        smallestArea,
        largestArea,
        smallestAspect,
        largestAspect,
        mirror,
        filters,
        brightness,
        contrast,
        saturation,
        hue,
        lighting,
        mixup,
        cutmix,
        value);
  }
}
