package io.github.googlenet4j.clean;

import io.github.googlenet4j.image.Filter;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.image.Resize;

/**
 * A picture's brightness in {@code SIDE x SIDE} cells, whatever its shape, and its detail: what is
 * left when the mean of the 5 x 5 cells around is subtracted. Copies of another size, quality or
 * exposure have nearly the same detail. Different things photographed alike, such as shirts on the
 * same cloth, have nearly the same brightness, but not the same detail.
 */
final class Thumbnail {
  private static final int SIDE = 64;
  private static final int RADIUS = 2;

  /** Correlation of detail from which pictures are copies. */
  private static final double SAME = .8;

  /** Deviation of detail below which there is none, in levels of 0..255. */
  private static final double FLAT = .5;

  /** Mean difference of brightness of copies without detail. */
  private static final double LEVELS = 2;

  private final float[] brightness;
  private final float[] detail; // of length 1; of length 0 where there is none

  private Thumbnail(float[] brightness, float[] detail) {
    this.brightness = brightness;
    this.detail = detail;
  }

  static Thumbnail of(Picture picture) {
    byte[] rgb = Resize.resize(picture, SIDE, SIDE, Filter.BILINEAR).rgb();
    float[] brightness = new float[SIDE * SIDE];
    for (int i = 0; i < brightness.length; i++) {
      brightness[i] =
          .299f * (rgb[3 * i] & 255)
              + .587f * (rgb[3 * i + 1] & 255)
              + .114f * (rgb[3 * i + 2] & 255);
    }
    return new Thumbnail(brightness, detail(brightness));
  }

  private static float[] detail(float[] brightness) {
    float[] detail = new float[brightness.length];
    double squares = 0;
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        float value = brightness[y * SIDE + x] - mean(brightness, x, y);
        detail[y * SIDE + x] = value;
        squares += value * value;
      }
    }
    if (Math.sqrt(squares / detail.length) < FLAT) {
      return new float[0];
    }
    float factor = (float) (1 / Math.sqrt(squares));
    for (int i = 0; i < detail.length; i++) {
      detail[i] *= factor;
    }
    return detail;
  }

  private static float mean(float[] brightness, int x, int y) {
    float sum = 0;
    int count = 0;
    for (int v = Math.max(0, y - RADIUS); v <= Math.min(SIDE - 1, y + RADIUS); v++) {
      for (int u = Math.max(0, x - RADIUS); u <= Math.min(SIDE - 1, x + RADIUS); u++) {
        sum += brightness[v * SIDE + u];
        count++;
      }
    }
    return sum / count;
  }

  /** Whether the pictures are copies, or one is the other mirrored. */
  boolean isCopyOf(Thumbnail other) {
    if (detail.length == 0 || other.detail.length == 0) {
      double difference = 0;
      for (int i = 0; i < brightness.length; i++) {
        difference += Math.abs(brightness[i] - other.brightness[i]);
      }
      return detail.length == other.detail.length && difference / brightness.length <= LEVELS;
    }
    double straight = 0;
    double mirrored = 0;
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double value = detail[y * SIDE + x];
        straight += value * other.detail[y * SIDE + x];
        mirrored += value * other.detail[y * SIDE + SIDE - 1 - x];
      }
    }
    return Math.max(straight, mirrored) >= SAME;
  }
}
