package io.github.googlenet4j.augment;

import static io.github.googlenet4j.augment.Variations.SIDE;
import static io.github.googlenet4j.augment.Variations.random;
import static io.github.googlenet4j.augment.Variations.slow;
import static io.github.googlenet4j.augment.Variations.vary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.googlenet4j.data.Augmentation;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.random.SplitMix;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Colours, in double precision, one step after the other. */
class DistortionTest {
  /** One colour, so that nothing but the colours changes. */
  private static double[] recoloured(double[] colour, Augmentation augmentation, long seed) {
    byte[] rgb = new byte[3 * 16 * 16];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (int) colour[i % 3];
    }
    float[] values = vary(new Picture(16, 16, rgb), augmentation, SplitMix.of(seed));
    return new double[] {values[0], values[1], values[2]};
  }

  @Test
  void brightnessIsAFactor() {
    Augmentation augmentation = Augmentation.NONE.withBrightness(.3);
    double least = 2;
    double most = 0;
    for (int i = 0; i < 500; i++) {
      double[] colour = recoloured(new double[] {100, 50, 20}, augmentation, i);
      double factor = colour[0] / 100;
      assertThat(colour[1]).isCloseTo(50 * factor, within(1e-3));
      assertThat(colour[2]).isCloseTo(20 * factor, within(1e-3));
      least = Math.min(least, factor);
      most = Math.max(most, factor);
    }
    assertThat(least).isBetween(.7, .72);
    assertThat(most).isBetween(1.28, 1.3);
  }

  @Test
  void saturationKeepsThePixelsGreyAndContrastThePicturesMean() {
    Picture picture = random(SIDE, SIDE, 3);
    float[] before = vary(picture, Augmentation.NONE, SplitMix.of(1));
    for (int i = 0; i < 20; i++) {
      float[] after = vary(picture, Augmentation.NONE.withSaturation(.2), SplitMix.of(i));
      float[] contrast = vary(picture, Augmentation.NONE.withContrast(.2), SplitMix.of(i));
      double clippedAway = 0;
      double mean = 0;
      for (int j = 0; j < after.length; j += 3) {
        if (inside(after, j)) {
          assertThat(grey(after, j)).isCloseTo(grey(before, j), within(1e-2));
        }
        mean += grey(before, j) / (SIDE * SIDE);
        clippedAway += inside(contrast, j) ? 0 : 1;
      }
      double factor = Double.NaN;
      for (int j = 0; j < contrast.length; j += 3) {
        double distance = grey(before, j) - mean;
        if (inside(contrast, j) && Math.abs(distance) > 5) {
          double here = (grey(contrast, j) - mean) / distance;
          factor = Double.isNaN(factor) ? here : factor;
          assertThat(here).isCloseTo(factor, within(1e-2));
        }
      }
      assertThat(factor).isBetween(.79, 1.21);
      assertThat(clippedAway).isLessThan(SIDE * SIDE);
    }
  }

  private static boolean inside(float[] values, int at) {
    for (int i = at; i < at + 3; i++) {
      if (values[i] <= 0 || values[i] >= 255) {
        return false;
      }
    }
    return true;
  }

  private static double grey(float[] values, int at) {
    return .299 * values[at] + .587 * values[at + 1] + .114 * values[at + 2];
  }

  /** A third of a turn makes red of green, green of blue, blue of red: in HSV too. */
  @Test
  void hueIsARotationAboutGrey() {
    Augmentation augmentation = Augmentation.NONE.withHue(.5);
    for (int i = 0; i < 50; i++) {
      double[] grey = recoloured(new double[] {90, 90, 90}, augmentation, i);
      double[] colour = recoloured(new double[] {110, 90, 80}, augmentation, i);
      assertThat(grey).containsExactly(new double[] {90, 90, 90}, within(1e-3));
      assertThat(colour[0] + colour[1] + colour[2]).isCloseTo(280, within(1e-3));
      double[] turned = recoloured(new double[] {80, 110, 90}, augmentation, i);
      assertThat(turned)
          .containsExactly(new double[] {colour[2], colour[0], colour[1]}, within(1e-3));
    }
  }

  @Test
  void lightingShiftsAllPixelsAlongTheComponents() {
    Augmentation augmentation = Augmentation.NONE.withLighting(.1);
    int count = 4000;
    double[] sums = new double[3];
    double[] squares = new double[3];
    for (int i = 0; i < count; i++) {
      double[] colour = recoloured(new double[] {128, 128, 128}, augmentation, i);
      for (int c = 0; c < 3; c++) {
        sums[c] += (colour[c] - 128) / count;
        squares[c] += (colour[c] - 128) * (colour[c] - 128) / count;
      }
    }
    // Red: 25.5 * sqrt((.5675 * .2175)^2 + (.7192 * .0188)^2 + (.4009 * .0045)^2), and so on.
    assertThat(sums).containsExactly(new double[] {0, 0, 0}, within(.2));
    assertThat(Math.sqrt(squares[0])).isCloseTo(3.167, within(.12));
    assertThat(Math.sqrt(squares[1])).isCloseTo(3.223, within(.12));
    assertThat(Math.sqrt(squares[2])).isCloseTo(3.254, within(.12));
  }

  @Test
  void stepsMultipliedTogetherDoAsStepsOneAfterTheOther() {
    Augmentation all = Augmentation.PAPER.withHue(.3).withLighting(.5);
    for (int seed = 0; seed < 30; seed++) {
      List<double[]> pixels = new ArrayList<>();
      Random random = new Random(seed);
      for (int i = 0; i < 20; i++) {
        pixels.add(random.doubles(3, 0, 255).toArray());
      }
      double[][] map = Distortion.draw(all, SplitMix.of(seed)).map(mean(pixels));
      List<double[]> stepwise = pixels;
      for (Distortion.Step step : Distortion.draw(all, SplitMix.of(seed)).steps()) {
        double[][] one = step.map(mean(stepwise));
        stepwise = stepwise.stream().map(pixel -> apply(one, pixel)).toList();
      }
      for (int i = 0; i < pixels.size(); i++) {
        assertThat(apply(map, pixels.get(i))).containsExactly(stepwise.get(i), within(1e-9));
      }
    }
  }

  private static double[] mean(List<double[]> pixels) {
    double[] mean = new double[3];
    for (double[] pixel : pixels) {
      for (int c = 0; c < 3; c++) {
        mean[c] += pixel[c] / pixels.size();
      }
    }
    return mean;
  }

  private static double[] apply(double[][] map, double[] pixel) {
    double[] result = new double[3];
    for (int c = 0; c < 3; c++) {
      result[c] = map[c][3];
      for (int i = 0; i < 3; i++) {
        result[c] += map[c][i] * pixel[i];
      }
    }
    return result;
  }

  @Test
  void colouredPixelsAreTheMapClipped() {
    Augmentation augmentation = Augmentation.PAPER.withBrightness(.9).withErasing(0);
    for (int i = 0; i < 20; i++) {
      Picture picture = random(50, 40, i);
      SplitMix draws = SplitMix.of(i);
      double[] plain = slow(picture, augmentation, draws);
      List<double[]> pixels = new ArrayList<>();
      for (int j = 0; j < plain.length; j += 3) {
        pixels.add(new double[] {plain[j], plain[j + 1], plain[j + 2]});
      }
      double[][] map = Distortion.draw(augmentation, draws).map(mean(pixels));
      float[] values = vary(picture, augmentation, SplitMix.of(i));
      for (int j = 0; j < values.length; j++) {
        double expected = Math.max(0, Math.min(255, apply(map, pixels.get(j / 3))[j % 3]));
        assertThat((double) values[j]).isCloseTo(expected, within(1e-3));
      }
    }
  }
}
