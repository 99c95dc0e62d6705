package io.github.googlenet4j.augment;

import io.github.googlenet4j.random.SplitMix;

/**
 * Random erasing (Zhong et al., arXiv 1708.04896, algorithm 1): a rectangle of 2 to 40 % of the
 * area and an aspect of .3 to 1/.3 is overwritten with uniform noise.
 */
final class Erasing {
  private static final double SMALLEST = .02;
  private static final double LARGEST = .4;
  private static final double ASPECT = .3;
  private static final int TRIES = 10;

  private Erasing() {}

  /**
   * Overwrites a rectangle of {@code side x side x 3} values; nothing if ten rectangles did not
   * fit.
   */
  static void erase(float[] pixels, int side, SplitMix random) {
    for (int i = 0; i < TRIES; i++) {
      double area = random.uniform(SMALLEST, LARGEST) * side * side;
      double aspect = random.uniform(ASPECT, 1 / ASPECT);
      int height = (int) Math.round(Math.sqrt(area * aspect));
      int width = (int) Math.round(Math.sqrt(area / aspect));
      if (width >= 1 && height >= 1 && width < side && height < side) {
        int x = random.below(side - width + 1);
        int y = random.below(side - height + 1);
        fill(pixels, 3 * (y * side + x), 3 * side, 3 * width, height, random);
        return;
      }
    }
  }

  private static void fill(
      float[] pixels, int start, int stride, int length, int rows, SplitMix random) {
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < length; i++) {
        pixels[start + row * stride + i] = random.next() & 255;
      }
    }
  }
}
