package io.github.googlenet4j.augment;

import io.github.googlenet4j.data.Augmentation;
import io.github.googlenet4j.random.SplitMix;
import java.nio.FloatBuffer;

/**
 * Mixes each picture of a batch with its neighbour, the last with the first.
 *
 * <p>All pairs of a batch share one draw, as in timm and torchvision: pixels and targets are mixed
 * by the same {@link #share()}, in place. Immutable.
 */
public sealed interface Mixing {
  /** No picture is mixed. */
  record None() implements Mixing {
    @Override
    public double share() {
      return 1;
    }
  }

  /** Mixup (arXiv 1710.09412): the values are blended. */
  record Blend(double share) implements Mixing {}

  /** Cutmix (arXiv 1905.04899): the neighbour's pixels replace those of a rectangle. */
  record Paste(int x, int y, int width, int height, double share) implements Mixing {}

  /** Share of the picture itself, 0 to 1; the rest is its neighbour's. */
  double share();

  /**
   * A mixing for one batch; where mixup and cutmix are both on, half of the batches each.
   *
   * @param side of the pictures in pixels
   */
  static Mixing draw(Augmentation augmentation, SplitMix random, int side) {
    boolean blend = augmentation.mixup() > 0;
    boolean paste = augmentation.cutmix() > 0;
    if (blend && paste) {
      blend = random.chance(.5);
    }
    if (blend) {
      return new Blend(random.beta(augmentation.mixup()));
    }
    return paste ? rectangle(random.beta(augmentation.cutmix()), random, side) : new None();
  }

  /**
   * As in the paper: its area is 1 - share, its centre is anywhere, and it is cut at the borders.
   */
  private static Paste rectangle(double share, SplitMix random, int side) {
    int half = (int) (side * Math.sqrt(1 - share) / 2);
    int centreX = random.below(side);
    int centreY = random.below(side);
    int left = Math.max(0, centreX - half);
    int top = Math.max(0, centreY - half);
    int width = Math.min(side, centreX + half) - left;
    int height = Math.min(side, centreY + half) - top;
    double pasted = (double) width * height / ((double) side * side);
    return new Paste(left, top, width, height, 1 - pasted);
  }

  /**
   * Mixes the pixels and the targets of a batch.
   *
   * @param pictures {@code size x side x side x 3}
   * @param targets {@code size x classes}
   * @param labels of the pictures; -1 for one that could not be read, which is not mixed.
   *     Afterwards the label of the larger share
   */
  default void mix(FloatBuffer pictures, FloatBuffer targets, int[] labels, int side, int classes) {
    if (share() == 1 || labels.length < 2) {
      return;
    }
    int values = 3 * side * side;
    float[] first = row(pictures, 0, values);
    float[] firstTargets = row(targets, 0, classes);
    int firstLabel = labels[0];
    for (int i = 0; i < labels.length; i++) {
      boolean last = i == labels.length - 1;
      int neighbour = last ? firstLabel : labels[i + 1];
      if (labels[i] < 0 || neighbour < 0) {
        continue;
      }
      float[] other = last ? first : row(pictures, i + 1, values);
      pixels(pictures, i * values, other, side);
      blend(targets, i * classes, last ? firstTargets : row(targets, i + 1, classes), share());
      labels[i] = share() < .5 ? neighbour : labels[i];
    }
  }

  private void pixels(FloatBuffer pictures, int start, float[] other, int side) {
    if (this instanceof Paste box) {
      for (int y = box.y(); y < box.y() + box.height(); y++) {
        int from = 3 * (y * side + box.x());
        pictures.put(start + from, other, from, 3 * box.width());
      }
    } else {
      blend(pictures, start, other, share());
    }
  }

  private static float[] row(FloatBuffer buffer, int index, int length) {
    float[] row = new float[length];
    buffer.get(index * length, row);
    return row;
  }

  private static void blend(FloatBuffer buffer, int start, float[] other, double share) {
    float[] own = new float[other.length];
    buffer.get(start, own);
    float keep = (float) share;
    for (int i = 0; i < own.length; i++) {
      own[i] = keep * own[i] + (1 - keep) * other[i];
    }
    buffer.put(start, own);
  }
}
