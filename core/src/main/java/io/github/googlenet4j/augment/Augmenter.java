package io.github.googlenet4j.augment;

import io.github.googlenet4j.data.Augmentation;
import io.github.googlenet4j.image.Filter;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.image.Resize;
import io.github.googlenet4j.random.SplitMix;
import java.nio.FloatBuffer;

/**
 * Varies pictures as an {@link Augmentation} says, one at a time: patch, resize, mirror, colours,
 * erasing. (Mixup and cutmix need a whole batch: {@link Mixing}.)
 *
 * <p>The result depends only on the picture, the side and the state of the generator. Keeps its
 * working memory between calls; used by one thread.
 */
public final class Augmenter {
  private final Augmentation augmentation;
  private float[] pixels = new float[0];

  /** Draws its variations from these ranges. */
  public Augmenter(Augmentation augmentation) {
    this.augmentation = augmentation;
  }

  /**
   * Writes a variation into place {@code index} of a batch: side x side x 3 floats 0..255, rows of
   * RGB pixels, at absolute position {@code index * side * side * 3}. The buffer's position and
   * limit do not change, so that threads may fill different places of one batch at the same time.
   *
   * @throws IndexOutOfBoundsException where the batch has no such place
   */
  public void into(Picture picture, SplitMix random, int side, FloatBuffer batch, int index) {
    vary(picture, random, side);
    batch.put(index * pixels.length, pixels);
  }

  /** A variation as a picture, its values rounded to bytes: what the network sees, for people. */
  public Picture apply(Picture picture, SplitMix random, int side) {
    vary(picture, random, side);
    byte[] rgb = new byte[pixels.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) Math.round(pixels[i]);
    }
    return new Picture(side, side, rgb);
  }

  private void vary(Picture picture, SplitMix random, int side) {
    if (pixels.length != 3 * side * side) {
      pixels = new float[3 * side * side];
    }
    Patch patch = Patch.draw(picture.width(), picture.height(), augmentation, random);
    boolean mirrored = augmentation.mirror() && random.chance(.5);
    Filter filter = augmentation.filters().get(random.below(augmentation.filters().size()));
    Resize.box(
        picture,
        patch.x(),
        patch.y(),
        patch.width(),
        patch.height(),
        side,
        side,
        filter,
        mirrored ? this::mirrored : this::copied);
    Distortion distortion = Distortion.draw(augmentation, random);
    if (!distortion.isNone()) {
      recolour(distortion.map(mean()));
    }
    if (augmentation.erasing() > 0 && random.chance(augmentation.erasing())) {
      Erasing.erase(pixels, side, random);
    }
  }

  private void copied(int y, int[] row) {
    for (int i = 0, start = y * row.length; i < row.length; i++) {
      pixels[start + i] = row[i];
    }
  }

  private void mirrored(int y, int[] row) {
    int to = (y + 1) * row.length - 3;
    for (int i = 0; i < row.length; i += 3, to -= 3) {
      pixels[to] = row[i];
      pixels[to + 1] = row[i + 1];
      pixels[to + 2] = row[i + 2];
    }
  }

  private double[] mean() {
    // Whole numbers, so that longs are exact and the order of summation does not matter.
    long red = 0;
    long green = 0;
    long blue = 0;
    for (int i = 0; i < pixels.length; i += 3) {
      red += (int) pixels[i];
      green += (int) pixels[i + 1];
      blue += (int) pixels[i + 2];
    }
    double count = pixels.length / 3.;
    return new double[] {red / count, green / count, blue / count};
  }

  private void recolour(double[][] map) {
    float rr = (float) map[0][0];
    float rg = (float) map[0][1];
    float rb = (float) map[0][2];
    float r = (float) map[0][3];
    float gr = (float) map[1][0];
    float gg = (float) map[1][1];
    float gb = (float) map[1][2];
    float g = (float) map[1][3];
    float br = (float) map[2][0];
    float bg = (float) map[2][1];
    float bb = (float) map[2][2];
    float b = (float) map[2][3];
    for (int i = 0; i < pixels.length; i += 3) {
      float red = pixels[i];
      float green = pixels[i + 1];
      float blue = pixels[i + 2];
      pixels[i] = clip(rr * red + rg * green + rb * blue + r);
      pixels[i + 1] = clip(gr * red + gg * green + gb * blue + g);
      pixels[i + 2] = clip(br * red + bg * green + bb * blue + b);
    }
  }

  private static float clip(float value) {
    return Math.max(0, Math.min(255, value));
  }
}
