package io.github.googlenet4j.augment;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.data.Augmentation;
import io.github.googlenet4j.image.Filter;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.image.Resize;
import io.github.googlenet4j.random.SplitMix;
import java.nio.FloatBuffer;
import java.util.Random;

/** One variation, and an oracle that does one thing after another, to whole copies. */
final class Variations {
  static final int SIDE = 24;

  private Variations() {}

  static Picture random(int width, int height, int seed) {
    byte[] rgb = new byte[3 * width * height];
    new Random(seed).nextBytes(rgb);
    return new Picture(width, height, rgb);
  }

  static float[] vary(Picture picture, Augmentation augmentation, SplitMix random) {
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
  static double[] slow(Picture picture, Augmentation augmentation, SplitMix random) {
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
}
