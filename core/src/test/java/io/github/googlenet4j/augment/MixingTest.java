package io.github.googlenet4j.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.googlenet4j.data.Augmentation;
import io.github.googlenet4j.random.SplitMix;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MixingTest {
  private static final int SIDE = 6;
  private static final int SIZE = 4;
  private static final int CLASSES = 3;
  private static final int VALUES = 3 * SIDE * SIDE;

  private final float[] pictures = floats(SIZE * VALUES, 1);
  private final float[] targets = floats(SIZE * CLASSES, 2);

  private static float[] floats(int count, int seed) {
    Random random = new Random(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat();
    }
    return values;
  }

  /** The oracle: each pixel and each target of copies. */
  private void check(Mixing mixing, int[] labels) {
    float[] mixedPictures = pictures.clone();
    float[] mixedTargets = targets.clone();
    int[] mixedLabels = labels.clone();
    mixing.mix(
        FloatBuffer.wrap(mixedPictures),
        FloatBuffer.wrap(mixedTargets),
        mixedLabels,
        SIDE,
        CLASSES);
    for (int i = 0; i < SIZE; i++) {
      int other = (i + 1) % SIZE;
      boolean mixed = labels[i] >= 0 && labels[other] >= 0;
      double share = mixed ? mixing.share() : 1;
      for (int j = 0; j < CLASSES; j++) {
        double expected =
            share * targets[i * CLASSES + j] + (1 - share) * targets[other * CLASSES + j];
        assertThat((double) mixedTargets[i * CLASSES + j]).isCloseTo(expected, within(1e-6));
      }
      for (int j = 0; j < VALUES; j++) {
        double own = pictures[i * VALUES + j];
        double neighbour = pictures[other * VALUES + j];
        double expected = share * own + (1 - share) * neighbour;
        if (mixing instanceof Mixing.Paste box) {
          int x = j / 3 % SIDE;
          int y = j / 3 / SIDE;
          boolean pasted =
              mixed
                  && x >= box.x()
                  && x < box.x() + box.width()
                  && y >= box.y()
                  && y < box.y() + box.height();
          expected = pasted ? neighbour : own;
        }
        assertThat((double) mixedPictures[i * VALUES + j]).isCloseTo(expected, within(1e-6));
      }
      assertThat(mixedLabels[i]).isEqualTo(share < .5 ? labels[other] : labels[i]);
    }
  }

  @Test
  void everyPictureIsMixedWithItsNeighbour() {
    int[] labels = {2, 0, 1, 2};
    check(new Mixing.None(), labels);
    check(new Mixing.Blend(.7), labels);
    check(new Mixing.Blend(.2), labels);
    check(new Mixing.Paste(1, 2, 3, 2, 1 - 6 / 36.), labels);
    check(new Mixing.Paste(0, 0, 6, 5, 1 - 30 / 36.), labels);
    check(new Mixing.Paste(3, 3, 0, 0, 1), labels);
  }

  @Test
  void aPictureThatIsNotThereIsMixedWithNothing() {
    for (int[] labels : new int[][] {{-1, 0, 1, 2}, {1, -1, 0, 2}, {0, 1, 2, -1}, {-1, -1, 0, 1}}) {
      check(new Mixing.Blend(.3), labels);
      check(new Mixing.Paste(1, 0, 4, 6, 1 - 24 / 36.), labels);
    }
  }

  @Test
  void sharesAreThoseOfTheRectangles() {
    Augmentation cutmix = Augmentation.NONE.withCutmix(1);
    double[] shares = new double[5000];
    for (int i = 0; i < shares.length; i++) {
      Mixing.Paste box = (Mixing.Paste) Mixing.draw(cutmix, SplitMix.of(i), 50);
      assertThat(box.x()).isBetween(0, 50 - box.width());
      assertThat(box.y()).isBetween(0, 50 - box.height());
      assertThat(box.share()).isCloseTo(1 - box.width() * box.height() / 2500., within(1e-12));
      shares[i] = box.share();
    }
    // Half of a uniform share is pasted, less what the borders cut away.
    assertThat(Arrays.stream(shares).average().orElseThrow()).isBetween(.6, .72);
  }

  @Test
  void mixupAndCutmixTakeTurnsWhereBothAreOn() {
    Augmentation both = Augmentation.NONE.withMixup(.2).withCutmix(1);
    int blends = 0;
    for (int i = 0; i < 1000; i++) {
      blends += Mixing.draw(both, SplitMix.of(i), 50) instanceof Mixing.Blend ? 1 : 0;
    }
    assertThat(blends).isBetween(430, 570);
    assertThat(Mixing.draw(both.withCutmix(0), SplitMix.of(1), 50))
        .isInstanceOf(Mixing.Blend.class);
    assertThat(Mixing.draw(Augmentation.PAPER, SplitMix.of(1), 50)).isEqualTo(new Mixing.None());
  }
}
