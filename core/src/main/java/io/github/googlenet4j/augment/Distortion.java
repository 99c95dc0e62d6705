package io.github.googlenet4j.augment;

import io.github.googlenet4j.data.Augmentation;
import io.github.googlenet4j.random.SplitMix;
import java.util.ArrayList;
import java.util.List;

/**
 * Brightness, contrast, saturation, hue and lighting as one map of colours.
 *
 * <p>Each of the five is an affine map from RGB to RGB, and so is any sequence of them. They are
 * therefore multiplied together, in their random order, and the product is applied to each pixel
 * once. Two consequences: hue is a rotation about the axis of greys (at a third of a turn the same
 * as a rotation in HSV: red becomes green), and values are clipped to 0..255 once, at the end, so
 * that one step may exceed the range and the next return into it.
 */
final class Distortion {
  /** Weights of a grey's red, green and blue (ITU-R BT.601), as Pillow and torchvision have it. */
  private static final double[] GREY = {.299, .587, .114};

  /**
   * Principal components of ImageNet's colours and the deviations along them, for values 0..1:
   * Krizhevsky et al. 2012, section 4.1; figures as published with fb.resnet.torch.
   */
  private static final double[][] COMPONENTS = {
    {-.5675, .7192, .4009}, {-.5808, -.0045, -.8140}, {-.5836, -.6948, .4203}
  };

  private static final double[] DEVIATIONS = {.2175, .0188, .0045};

  /** One step; its map may depend on the mean colour of the picture that it is given. */
  interface Step {
    double[][] map(double[] mean);
  }

  private final List<Step> steps = new ArrayList<>();

  private Distortion() {}

  static Distortion draw(Augmentation augmentation, SplitMix random) {
    Distortion drawn = new Distortion();
    if (augmentation.brightness() > 0) {
      double factor = factor(augmentation.brightness(), random);
      drawn.steps.add(mean -> mixture(factor, new double[3], 0));
    }
    if (augmentation.contrast() > 0) {
      double factor = factor(augmentation.contrast(), random);
      drawn.steps.add(mean -> mixture(factor, new double[3], (1 - factor) * grey(mean)));
    }
    if (augmentation.saturation() > 0) {
      double factor = factor(augmentation.saturation(), random);
      double rest = 1 - factor;
      double[] greys = {rest * GREY[0], rest * GREY[1], rest * GREY[2]};
      drawn.steps.add(mean -> mixture(factor, greys, 0));
    }
    if (augmentation.hue() > 0) {
      double turn = random.uniform(-augmentation.hue(), augmentation.hue());
      drawn.steps.add(mean -> rotation(2 * Math.PI * turn));
    }
    if (augmentation.lighting() > 0) {
      double[] noise = lighting(augmentation.lighting(), random);
      drawn.steps.add(
          mean -> new double[][] {{1, 0, 0, noise[0]}, {0, 1, 0, noise[1]}, {0, 0, 1, noise[2]}});
    }
    for (int i = drawn.steps.size() - 1; i > 0; i--) {
      int j = random.below(i + 1);
      drawn.steps.set(i, drawn.steps.set(j, drawn.steps.get(i)));
    }
    return drawn;
  }

  /** In the order in which they are applied. */
  List<Step> steps() {
    return List.copyOf(steps);
  }

  /** Whether it leaves every picture as it is. */
  boolean isNone() {
    return steps.isEmpty();
  }

  /**
   * The whole map, three rows of factors for red, green, blue and a constant, for a picture of this
   * mean colour.
   */
  double[][] map(double[] mean) {
    double[][] map = {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}};
    double[] now = mean.clone();
    for (Step step : steps) {
      map = product(step.map(now), map);
      for (int i = 0; i < 3; i++) {
        now[i] = map[i][0] * mean[0] + map[i][1] * mean[1] + map[i][2] * mean[2] + map[i][3];
      }
    }
    return map;
  }

  private static double factor(double range, SplitMix random) {
    return random.uniform(1 - range, 1 + range);
  }

  private static double grey(double[] colour) {
    return GREY[0] * colour[0] + GREY[1] * colour[1] + GREY[2] * colour[2];
  }

  /** {@code factor * own + the same for all three}. */
  private static double[][] mixture(double factor, double[] shared, double constant) {
    double[][] map = new double[3][];
    for (int i = 0; i < 3; i++) {
      map[i] = new double[] {shared[0], shared[1], shared[2], constant};
      map[i][i] += factor;
    }
    return map;
  }

  /** Rodrigues' formula for the axis (1, 1, 1). */
  private static double[][] rotation(double angle) {
    double cosine = StrictMath.cos(angle);
    double even = (1 - cosine) / 3;
    double odd = StrictMath.sin(angle) / Math.sqrt(3);
    double own = cosine + even;
    return new double[][] {
      {own, even - odd, even + odd, 0},
      {even + odd, own, even - odd, 0},
      {even - odd, even + odd, own, 0}
    };
  }

  private static double[] lighting(double deviation, SplitMix random) {
    double[] noise = new double[3];
    for (int component = 0; component < 3; component++) {
      double amount = 255 * DEVIATIONS[component] * deviation * random.gaussian();
      for (int i = 0; i < 3; i++) {
        noise[i] += amount * COMPONENTS[i][component];
      }
    }
    return noise;
  }

  /** First {@code b}, then {@code a}. */
  private static double[][] product(double[][] a, double[][] b) {
    double[][] map = new double[3][4];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 4; j++) {
        map[i][j] = a[i][0] * b[0][j] + a[i][1] * b[1][j] + a[i][2] * b[2][j];
      }
      map[i][3] += a[i][3];
    }
    return map;
  }
}
