package io.github.googlenet4j.augment;

import io.github.googlenet4j.data.Augmentation;
import io.github.googlenet4j.random.SplitMix;

/**
 * A box of a picture, in whole pixels.
 *
 * <p>Drawn as by torchvision's {@code RandomResizedCrop}: the share of the area uniformly, the
 * aspect uniformly in its logarithm, the place uniformly. A box that does not fit is drawn again;
 * after ten tries the largest centred box with an aspect within the bounds is used.
 */
record Patch(int x, int y, int width, int height) {
  private static final int TRIES = 10;

  static Patch draw(int width, int height, Augmentation bounds, SplitMix random) {
    double area = (double) width * height;
    double low = StrictMath.log(bounds.smallestAspect());
    double high = StrictMath.log(bounds.largestAspect());
    for (int i = 0; i < TRIES; i++) {
      double target = area * random.uniform(bounds.smallestArea(), bounds.largestArea());
      double aspect = StrictMath.exp(random.uniform(low, high));
      long wide = Math.round(Math.sqrt(target * aspect));
      long tall = Math.round(Math.sqrt(target / aspect));
      if (wide >= 1 && wide <= width && tall >= 1 && tall <= height) {
        int x = random.below(width - (int) wide + 1);
        int y = random.below(height - (int) tall + 1);
        return new Patch(x, y, (int) wide, (int) tall);
      }
    }
    return centre(width, height, bounds);
  }

  private static Patch centre(int width, int height, Augmentation bounds) {
    double aspect = (double) width / height;
    int wide = width;
    int tall = height;
    if (aspect < bounds.smallestAspect()) {
      tall = Math.max(1, (int) Math.round(width / bounds.smallestAspect()));
    } else if (aspect > bounds.largestAspect()) {
      wide = Math.max(1, (int) Math.round(height * bounds.largestAspect()));
    }
    return new Patch((width - wide) / 2, (height - tall) / 2, wide, tall);
  }
}
