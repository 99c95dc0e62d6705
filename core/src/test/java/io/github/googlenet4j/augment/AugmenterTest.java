package io.github.googlenet4j.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.googlenet4j.image.Filter;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.image.Resize;
import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The oracle does one thing after another, to whole copies, in double precision. */
class AugmenterTest {
  private static final int SIDE = 24;

  private static Picture random(int width, int height, int seed) {
    byte[] rgb = new byte[3 * width * height];
    new Random(seed).nextBytes(rgb);
    return new Picture(width, height, rgb);
  }

  private static float[] vary(Picture picture, Augmentation augmentation, SplitMix random) {
    FloatBuffer batch = FloatBuffer.allocate(3 * 3 * SIDE * SIDE);
    new Augmenter(augmentation).into(picture, random, SIDE, batch, 1);
    float[] values = new float[3 * SIDE * SIDE];
    batch.get(values.length, values);
    for (int i = 0; i < values.length; i++) {
      assertThat(batch.get(i)).isZero();
      assertThat(batch.get(2 * values.length + i)).isZero();
    }
    return values;
  }

  /** The draws of a variation, in the order in which they are made. */
  private static double[] slow(Picture picture, Augmentation augmentation, SplitMix random) {
    Patch patch = Patch.draw(picture.width(), picture.height(), augmentation, random);
    boolean mirrored = augmentation.mirror() && random.chance(.5);
    Filter filter = augmentation.filters().get(random.below(augmentation.filters().size()));
    byte[] cut = new byte[3 * patch.width() * patch.height()];
    for (int y = 0; y < patch.height(); y++) {
      int from = 3 * ((patch.y() + y) * picture.width() + patch.x());
      System.arraycopy(picture.rgb(), from, cut, 3 * y * patch.width(), 3 * patch.width());
    }
    Picture small =
        Resize.resize(new Picture(patch.width(), patch.height(), cut), SIDE, SIDE, filter);
    double[] values = new double[small.rgb().length];
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        for (int c = 0; c < 3; c++) {
          int from = mirrored ? SIDE - 1 - x : x;
          values[3 * (y * SIDE + x) + c] = small.rgb()[3 * (y * SIDE + from) + c] & 255;
        }
      }
    }
    return values;
  }

  @Test
  void aVariationIsAPatchResizedAndMirrored() {
    Augmentation augmentation = Augmentation.MILD.withArea(.08, 1);
    for (int i = 0; i < 60; i++) {
      Picture picture = random(20 + i, 70 - i, i);
      assertThat(vary(picture, augmentation, SplitMix.of(i)))
          .usingComparatorWithPrecision(0f)
          .containsExactly(floats(slow(picture, augmentation, SplitMix.of(i))));
    }
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  @Test
  void patchesCoverWhatTheyMay() {
    Augmentation augmentation = Augmentation.PAPER;
    SplitMix random = SplitMix.of(1);
    double smallest = 1;
    double largest = 0;
    double sum = 0;
    int count = 20_000;
    for (int i = 0; i < count; i++) {
      Patch patch = Patch.draw(400, 400, augmentation, random);
      double area = patch.width() * patch.height() / 160_000.;
      double aspect = (double) patch.width() / patch.height();
      assertThat(area).isBetween(.079, 1.);
      assertThat(aspect).isBetween(.74, 1.35);
      assertThat(patch.x()).isBetween(0, 400 - patch.width());
      assertThat(patch.y()).isBetween(0, 400 - patch.height());
      smallest = Math.min(smallest, area);
      largest = Math.max(largest, area);
      sum += area;
    }
    assertThat(smallest).isLessThan(.085);
    assertThat(largest).isGreaterThan(.97);
    // A patch of area a > 3/4 fits with probability ln(1/a) / ln(4/3); integrated over .08 to 1.
    assertThat(sum / count).isCloseTo(.4778, within(.006));
  }

  @Test
  void aPictureTooNarrowForItsPatchesGivesItsCentre() {
    Augmentation whole = Augmentation.PAPER.withArea(1, 1);
    assertThat(Patch.draw(900, 30, whole, SplitMix.of(1))).isEqualTo(new Patch(430, 0, 40, 30));
    assertThat(Patch.draw(30, 900, whole, SplitMix.of(1))).isEqualTo(new Patch(0, 430, 30, 40));
    assertThat(Patch.draw(1, 1, Augmentation.PAPER, SplitMix.of(1)))
        .isEqualTo(new Patch(0, 0, 1, 1));
    assertThat(Patch.draw(50, 30, Augmentation.NONE, SplitMix.of(1)))
        .isEqualTo(new Patch(10, 0, 30, 30));
  }

  @Test
  void halfOfThemAreMirrored() {
    byte[] rgb = new byte[3 * 20 * 20];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i / 3 % 20 < 10 ? 0 : 255);
    }
    Picture picture = new Picture(20, 20, rgb);
    Augmentation augmentation = Augmentation.NONE.withMirror(true);
    int mirrored = 0;
    for (int i = 0; i < 1000; i++) {
      mirrored += vary(picture, augmentation, SplitMix.of(i))[0] > 128 ? 1 : 0;
    }
    assertThat(mirrored).isBetween(430, 570);
  }

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

  @Test
  void erasingOverwritesOneRectangleWithNoise() {
    Picture black = new Picture(30, 30, new byte[2700]);
    Augmentation augmentation = Augmentation.NONE.withErasing(.5);
    int erased = 0;
    for (int i = 0; i < 400; i++) {
      float[] values = vary(black, augmentation, SplitMix.of(i));
      int left = SIDE;
      int right = -1;
      int top = SIDE;
      int bottom = -1;
      int coloured = 0;
      for (int j = 0; j < values.length; j += 3) {
        if (values[j] + values[j + 1] + values[j + 2] > 0) {
          coloured++;
          left = Math.min(left, j / 3 % SIDE);
          right = Math.max(right, j / 3 % SIDE);
          top = Math.min(top, j / 3 / SIDE);
          bottom = Math.max(bottom, j / 3 / SIDE);
        }
      }
      if (coloured > 0) {
        erased++;
        assertThat(coloured).isEqualTo((right - left + 1) * (bottom - top + 1));
        assertThat(coloured / (double) (SIDE * SIDE)).isBetween(.01, .45);
      }
    }
    assertThat(erased).isBetween(150, 250);
  }

  @Test
  void aPlaceThatTheBatchDoesNotHaveIsRefused() {
    Augmenter augmenter = new Augmenter(Augmentation.NONE);
    FloatBuffer batch = FloatBuffer.allocate(3 * 4 * 4);
    Picture picture = random(5, 5, 1);
    assertThatThrownBy(() -> augmenter.into(picture, SplitMix.of(1), 4, batch, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aContactSheetShowsTheOriginalAndItsVariations() {
    Picture picture = random(40, 20, 1);
    ContactSheet sheet = new ContactSheet(30, 2, 3);
    BufferedImage image = sheet.draw(picture, Augmentation.PAPER, 5);
    assertThat(image.getWidth()).isEqualTo(3 * 34 + 4);
    assertThat(image.getHeight()).isEqualTo(2 * 34 + 4);
    Picture second = new Augmenter(Augmentation.PAPER).apply(picture, SplitMix.of(5, 1, 2), 30);
    byte[] rgb = second.rgb();
    int colour = ((rgb[0] & 255) << 16) + ((rgb[1] & 255) << 8) + (rgb[2] & 255);
    assertThat(image.getRGB(2 * 34 + 4, 34 + 4) & 0xFFFFFF).isEqualTo(colour);
    assertThat(image.getRGB(0, 0) & 0xFFFFFF).isEqualTo(0xFFFFFF);
    assertThatThrownBy(() -> new ContactSheet(224, 0, 1))
        .hasMessage("rows: expected 1 to 10000, found 0. Choose a value within that range.");
    assertThatThrownBy(() -> new ContactSheet(1000, 100, 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("sheet: expected at most 100000000 pixels, found ");
  }
}
