package io.github.googlenet4j.image;

import java.nio.FloatBuffer;

/**
 * How a picture becomes the square that the network sees: resized, then its centre cut out.
 *
 * <p>The crop begins at {@code round((size - crop) / 2)}, a half rounded to the even number, as in
 * torchvision's {@code CenterCrop}; for 256 and 224 that is 16. Immutable, safe for concurrent
 * callers. The constructor throws {@link IllegalArgumentException} where a number is outside its
 * range.
 *
 * @param fit what is resized to what
 * @param resize the side in pixels before the crop; both sides or the shorter one, as {@code fit}
 *     says
 * @param crop the side in pixels of the square that is cut out; at most {@code resize}
 * @param filter how pixels are averaged
 */
public record Preparation(Fit fit, int resize, int crop, Filter filter) {

  /** What happens to a picture that is not square. */
  public enum Fit {
    /** Both sides become {@code resize}, whatever the picture's shape (Caffe). */
    SQUASH,
    /** The shorter side becomes {@code resize}, the shape stays (torchvision). */
    SHORT_SIDE
  }

  /** Sides before and after the crop in the published recipes, whose ratio is kept. */
  private static final int RESIZE = 256;

  private static final int CROP = 224;

  /** A batch of one larger square would not fit into a Java array. */
  private static final int LARGEST = 16_384;

  public Preparation {
    if (crop < 1 || crop > LARGEST) {
      throw new IllegalArgumentException(
          "crop: expected 1 to %d, found %d. Choose the side of the network's input."
              .formatted(LARGEST, crop));
    }
    if (resize < crop || resize > LARGEST) {
      throw new IllegalArgumentException(
          "resize: expected %d (crop) to %d, found %d. Resize to at least what is cut out."
              .formatted(crop, LARGEST, resize));
    }
  }

  /** The same for another input side; {@code resize} is scaled as 256 to 224 and rounded. */
  public Preparation atSide(int side) {
    // Integer arithmetic: 256 / 224 has no exact double.
    long resize = (2L * side * RESIZE + CROP) / (2 * CROP);
    return new Preparation(fit, (int) Math.min(resize, Integer.MAX_VALUE), side, filter);
  }

  /** The square, {@code crop} x {@code crop} pixels. */
  public Picture apply(Picture picture) {
    byte[] rgb = new byte[3 * crop * crop];
    rows(picture, Resize.into(rgb));
    return new Picture(crop, crop, rgb);
  }

  /**
   * Writes the square into place {@code index} of a batch: crop x crop x 3 floats 0..255, rows of
   * RGB pixels (NHWC), at absolute position {@code index * crop * crop * 3}. The buffer's position
   * and limit stay, so threads may fill different places of one batch at the same time.
   *
   * @throws IndexOutOfBoundsException where the batch has no such place
   */
  public void into(Picture picture, FloatBuffer batch, int index) {
    long start = (long) index * crop * crop * 3;
    if (index < 0 || start + 3L * crop * crop > batch.limit()) {
      throw new IndexOutOfBoundsException(
          "index: expected 0 to %d, found %d. Allocate a larger batch."
              .formatted(batch.limit() / (3L * crop * crop) - 1, index));
    }
    float[] floats = new float[3 * crop];
    rows(
        picture,
        (y, row) -> {
          for (int i = 0; i < floats.length; i++) {
            floats[i] = row[i];
          }
          batch.put((int) start + y * floats.length, floats);
        });
  }

  private void rows(Picture picture, Resize.Rows rows) {
    Resize.rows(
        picture,
        taps(picture.width(), picture.height()),
        taps(picture.height(), picture.width()),
        rows);
  }

  /** The taps of the crop along one side of the picture, given the other side. */
  private Taps taps(int side, int other) {
    long target = target(side, other);
    return Taps.of(side, target, filter, offset(target), crop);
  }

  /** What a side of the picture becomes before the crop, given the other side. */
  long target(int side, int other) {
    // Truncated, as torchvision does. A long: a picture may be one pixel wide and very high.
    return fit == Fit.SQUASH || side <= other ? resize : (long) ((double) resize * side / other);
  }

  private long offset(long size) {
    return (long) Math.rint((size - crop) / 2.0);
  }
}
