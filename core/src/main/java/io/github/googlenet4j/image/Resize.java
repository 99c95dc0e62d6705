package io.github.googlenet4j.image;

import java.util.Arrays;

/**
 * Resizes pictures to Pillow's bytes.
 *
 * <p>The arithmetic is that of Pillow 9.4's {@code Image.resize} for 8 bits a channel: weights in
 * double precision, normalised, rounded to 22 bits; along rows first, rounded and clipped to bytes;
 * then along columns in the same way. All methods are pure functions, safe for concurrent callers.
 *
 * <p>The two passes are interleaved instead of run one after the other. A source row is resized
 * once, then added, times its weight, to each of the few unfinished rows that it is part of. A row
 * is handed to the consumer as soon as it is complete. So pixels outside a crop are never computed,
 * the working set stays in the first-level cache whatever the picture's height, and the inner loop
 * of the second pass is a multiply and add over int arrays, which HotSpot vectorises.
 */
public final class Resize {

  private Resize() {}

  /** Consumes the rows of a resized picture, in order; each holds 3 * width values 0..255. */
  public interface Rows {
    /** Reads {@code row}, which is overwritten after this returns. */
    void accept(int y, int[] row);
  }

  /**
   * The picture at another size.
   *
   * @throws IllegalArgumentException where {@code width} or {@code height} is below 1, or the
   *     result would not fit into an array
   */
  public static Picture resize(Picture picture, int width, int height, Filter filter) {
    return resize(picture, width, height, filter, 0, 0, width, height);
  }

  /**
   * A window of the picture at another size: the same bytes as resizing to {@code width} x {@code
   * height} and then cutting out {@code windowWidth} x {@code windowHeight} pixels from ({@code x},
   * {@code y}) on, without the work for the rest.
   *
   * @throws IllegalArgumentException where the window does not lie within the resized picture
   */
  public static Picture resize(
      Picture picture,
      int width,
      int height,
      Filter filter,
      int x,
      int y,
      int windowWidth,
      int windowHeight) {
    check("width", width, x, windowWidth);
    check("height", height, y, windowHeight);
    if (3L * windowWidth * windowHeight > Integer.MAX_VALUE - 64) {
      throw new IllegalArgumentException(
          "size: expected at most 715 megapixels, found %d x %d. Choose a smaller size."
              .formatted(windowWidth, windowHeight));
    }
    byte[] rgb = new byte[3 * windowWidth * windowHeight];
    rows(
        picture,
        Taps.of(picture.width(), width, filter, x, windowWidth),
        Taps.of(picture.height(), height, filter, y, windowHeight),
        into(rgb));
    return new Picture(windowWidth, windowHeight, rgb);
  }

  /** Writes rows into a picture's bytes. */
  static Rows into(byte[] rgb) {
    return (y, row) -> {
      for (int i = 0, start = y * row.length; i < row.length; i++) {
        rgb[start + i] = (byte) row[i];
      }
    };
  }

  private static void check(String field, int size, int from, int length) {
    if (size < 1) {
      throw new IllegalArgumentException(
          field + ": expected at least 1, found " + size + ". Give the new size in pixels.");
    }
    if (from < 0 || length < 1 || from > size - length) {
      throw new IllegalArgumentException(
          "%s: expected a window within 0..%d, found %d..%d. Move the window or enlarge the picture."
              .formatted(field, size, from, (long) from + length));
    }
  }

  /**
   * Resizes a box of the picture and hands out its rows: the same bytes as if the box were copied
   * and the copy resized. Pixels outside the box have no influence.
   *
   * @param x of the box's first pixel
   * @param y of the box's first pixel
   * @throws IllegalArgumentException where the box does not lie within the picture, or {@code
   *     width} or {@code height} is below 1
   */
  public static void box(
      Picture picture,
      int x,
      int y,
      int boxWidth,
      int boxHeight,
      int width,
      int height,
      Filter filter,
      Rows rows) {
    check("width", picture.width(), x, boxWidth);
    check("height", picture.height(), y, boxHeight);
    check("width", width, 0, width);
    check("height", height, 0, height);
    rows(
        new HorizontalResize(picture, x, y, Taps.of(boxWidth, width, filter, 0, width)),
        Taps.of(boxHeight, height, filter, 0, height),
        rows);
  }

  /** Runs both passes and hands out the finished rows from top to bottom. */
  static void rows(Picture picture, Taps across, Taps down, Rows rows) {
    rows(new HorizontalResize(picture, 0, 0, across), down, rows);
  }

  private static void rows(HorizontalResize across, Taps down, Rows rows) {
    int[][][] sums = new int[mostUnfinished(down)][3][across.length()];
    int[] row = new int[3 * across.length()];
    int finished = 0;
    int begun = 0;
    int last = down.first.length;
    for (int y = down.first[0]; finished < last; y++) {
      if (finished == begun) {
        y = Math.max(y, down.first[begun]); // NEAREST jumps over rows
      }
      int[][] line = across.row(y);
      for (; begun < last && down.first[begun] <= y; begun++) {
        for (int[] colour : sums[begun % sums.length]) {
          Arrays.fill(colour, Taps.HALF);
        }
      }
      for (int i = finished; i < begun; i++) {
        if (y < down.end(i)) {
          int weight = down.weights[i * down.stride + y - down.first[i]];
          for (int colour = 0; colour < 3; colour++) {
            add(sums[i % sums.length][colour], line[colour], weight);
          }
        }
      }
      for (; finished < begun && down.end(finished) <= y + 1; finished++) {
        for (int colour = 0; colour < 3; colour++) {
          int[] values = sums[finished % sums.length][colour];
          Taps.clip(values);
          spread(values, row, colour);
        }
        rows.accept(finished, row);
      }
    }
  }

  /** The largest number of rows that are begun and not finished at the same time. */
  private static int mostUnfinished(Taps down) {
    int most = 1;
    int finished = 0;
    for (int i = 0; i < down.first.length; i++) {
      while (down.end(finished) <= down.first[i]) {
        finished++;
      }
      most = Math.max(most, i - finished + 1);
    }
    return most;
  }

  // Methods of their own: HotSpot vectorises these loops only on their own.

  private static void add(int[] sum, int[] line, int weight) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += line[i] * weight;
    }
  }

  private static void spread(int[] values, int[] row, int colour) {
    for (int i = 0; i < values.length; i++) {
      row[3 * i + colour] = values[i];
    }
  }
}
