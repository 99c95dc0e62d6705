package io.github.googlenet4j.augment;

import io.github.googlenet4j.image.Filter;
import java.util.List;

/**
 * How pictures are varied in training (paper, section 6): a random patch, mirrored half of the
 * time, resized with a random filter, its colours distorted.
 *
 * @param smallestArea least share of the picture that a patch covers, above 0 to 1
 * @param largestArea greatest share, {@code smallestArea} to 1
 * @param smallestAspect least ratio of a patch's width to its height
 * @param largestAspect greatest ratio
 * @param mirror whether half of the patches are mirrored left to right
 * @param filters one of them, drawn at random, resizes the patch
 * @param brightness how far it is varied: 0 is not at all, .4 is a factor of .6 to 1.4
 * @param contrast likewise
 * @param saturation likewise
 * @param hue largest rotation of the colour circle, 0 to .5 of a turn
 * @param lighting deviation of the noise along the principal components of ImageNet's colours
 *     (Krizhevsky et al. 2012, section 4.1); .1 there
 * @param mixup alpha of the beta distribution by which pairs of pictures are blended (arXiv
 *     1710.09412); 0 for never
 * @param cutmix alpha for rectangles pasted from one picture into another (arXiv 1905.04899); 0 for
 *     never
 * @param erasing probability that a rectangle is overwritten with noise (arXiv 1708.04896)
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
          List.of(Filter.BOX, Filter.BILINEAR, Filter.BICUBIC, Filter.LANCZOS),
          .4,
          .4,
          .4,
          .05,
          .1,
          0,
          0,
          0);

  public Augmentation {
    filters = List.copyOf(filters);
  }
}
