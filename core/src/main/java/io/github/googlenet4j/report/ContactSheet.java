package io.github.googlenet4j.report;

import io.github.googlenet4j.augment.Augmenter;
import io.github.googlenet4j.data.Augmentation;
import io.github.googlenet4j.image.Filter;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.image.Resize;
import io.github.googlenet4j.random.SplitMix;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * A picture and its variations by an augmentation, in rows and columns, for people. The original
 * comes first, in a frame and in its own shape. Immutable; the constructor throws {@link
 * IllegalArgumentException} where a number is outside its range.
 *
 * @param side of each variation in pixels, from 1
 * @param rows from 1
 * @param columns from 1
 */
public record ContactSheet(int side, int rows, int columns) {
  private static final int GAP = 4;
  private static final Color FRAME = new Color(0x1F6FB2);
  private static final long LARGEST = 100_000_000;

  /** Four rows of six at 224 pixels. */
  public static final ContactSheet DEFAULT = new ContactSheet(224, 4, 6);

  public ContactSheet {
    check("side", side);
    check("rows", rows);
    check("columns", columns);
    long pixels = pixels(side, rows) * pixels(side, columns);
    if (pixels > LARGEST) {
      throw new IllegalArgumentException(
          "sheet: expected at most %d pixels, found %d. Choose a smaller side or fewer rows."
              .formatted(LARGEST, pixels));
    }
  }

  private static void check(String field, int value) {
    if (value < 1 || value > 10_000) {
      throw new IllegalArgumentException(
          "%s: expected 1 to 10000, found %d. Choose a value within that range."
              .formatted(field, value));
    }
  }

  private static long pixels(int side, int count) {
    return (long) count * (side + GAP) + GAP;
  }

  /** The picture, then variations of it up to the last place; the same for the same seed. */
  public BufferedImage draw(Picture picture, Augmentation augmentation, long seed) {
    return draw(List.of(picture), augmentation, seed);
  }

  /**
   * Several pictures: the first place of each row holds one of them, the rest of the row its
   * variations. Where there are more rows than pictures, the last one's variations fill them.
   */
  public BufferedImage draw(List<Picture> pictures, Augmentation augmentation, long seed) {
    if (pictures.isEmpty()) {
      throw new IllegalArgumentException(
          "pictures: expected at least one, found none. Give one to vary.");
    }
    BufferedImage sheet =
        new BufferedImage(
            (int) pixels(side, columns), (int) pixels(side, rows), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = sheet.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    Augmenter augmenter = new Augmenter(augmentation);
    for (int row = 0; row < rows; row++) {
      Picture picture = pictures.get(Math.min(row, pictures.size() - 1));
      for (int column = 0; column < columns; column++) {
        int x = (int) pixels(side, column);
        int y = (int) pixels(side, row);
        if (column == 0 && row < pictures.size()) {
          original(graphics, picture, x, y);
        } else {
          SplitMix random = SplitMix.of(seed, row, column);
          graphics.drawImage(image(augmenter.apply(picture, random, side)), x, y, null);
        }
      }
    }
    graphics.dispose();
    return sheet;
  }

  private void original(Graphics2D graphics, Picture picture, int x, int y) {
    double scale = (double) side / Math.max(picture.width(), picture.height());
    int width = Math.max(1, (int) Math.round(scale * picture.width()));
    int height = Math.max(1, (int) Math.round(scale * picture.height()));
    Picture small = Resize.resize(picture, width, height, Filter.BICUBIC);
    int left = x + (side - width) / 2;
    int top = y + (side - height) / 2;
    graphics.drawImage(image(small), left, top, null);
    graphics.setColor(FRAME);
    for (int i = 1; i < GAP; i++) {
      graphics.drawRect(left - i, top - i, width + 2 * i - 1, height + 2 * i - 1);
    }
  }

  private static BufferedImage image(Picture picture) {
    BufferedImage image =
        new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
    byte[] rgb = picture.rgb();
    int[] pixels = new int[rgb.length / 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (rgb[3 * i] & 255) << 16 | (rgb[3 * i + 1] & 255) << 8 | (rgb[3 * i + 2] & 255);
    }
    image.setRGB(0, 0, picture.width(), picture.height(), pixels, 0, picture.width());
    return image;
  }
}
