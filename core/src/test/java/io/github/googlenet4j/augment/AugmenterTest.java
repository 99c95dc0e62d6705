package io.github.googlenet4j.augment;

import static io.github.googlenet4j.augment.Variations.SIDE;
import static io.github.googlenet4j.augment.Variations.random;
import static io.github.googlenet4j.augment.Variations.slow;
import static io.github.googlenet4j.augment.Variations.vary;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.googlenet4j.data.Augmentation;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.random.SplitMix;
import io.github.googlenet4j.report.ContactSheet;
import java.awt.image.BufferedImage;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

/** Patches, mirroring, erasing, and what is made of them. */
class AugmenterTest {
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
