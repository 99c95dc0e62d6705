package io.github.googlenet4j.explain;

import io.github.googlenet4j.image.Preparation;
import io.github.googlenet4j.image.Preparation.Fit;

/**
 * The part of an upright original that the network sees, in pixels of the original: what lies under
 * the square that {@link Preparation} cuts out.
 */
record SeenArea(double x, double y, double width, double height) {
  static SeenArea of(Preparation preparation, int width, int height) {
    double resizedWidth = preparation.resize();
    double resizedHeight = preparation.resize();
    if (preparation.fit() == Fit.SHORT_SIDE) {
      double scale = (double) preparation.resize() / Math.min(width, height);
      resizedWidth = Math.floor(width * scale);
      resizedHeight = Math.floor(height * scale);
    }
    double across = width / resizedWidth;
    double down = height / resizedHeight;
    int crop = preparation.crop();
    return new SeenArea(
        Math.rint((resizedWidth - crop) / 2) * across,
        Math.rint((resizedHeight - crop) / 2) * down,
        crop * across,
        crop * down);
  }

  /** Whether the centre of a pixel lies in it. */
  boolean holds(int column, int row) {
    double right = column + .5 - x;
    double down = row + .5 - y;
    return right >= 0 && right < width && down >= 0 && down < height;
  }
}
