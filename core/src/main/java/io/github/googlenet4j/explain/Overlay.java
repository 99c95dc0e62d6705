package io.github.googlenet4j.explain;

import io.github.googlenet4j.image.Picture;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;

/** Draws a picture with a map over it, the map's box, and a legend below. */
final class Overlay {
  /** How much of a colour comes from the map. */
  private static final double SHARE = .5;

  /** What the network did not see is mixed with white by this share. */
  private static final double UNSEEN = .7;

  private final Picture picture;
  private final SeenArea seen;
  private final int width;
  private final int height;
  private final int band;

  /**
   * @param longest side of the drawing in pixels, without the legend
   */
  Overlay(Picture picture, SeenArea seen, int longest) {
    this.picture = picture;
    this.seen = seen;
    double scale = Math.min(1, (double) longest / Math.max(picture.width(), picture.height()));
    this.width = Math.max(1, (int) Math.rint(picture.width() * scale));
    this.height = Math.max(1, (int) Math.rint(picture.height() * scale));
    this.band = Math.max(18, Math.min(40, width / 14));
  }

  /**
   * The drawing.
   *
   * @param title label and probability
   */
  BufferedImage draw(ClassMap map, Box box, String title) {
    return draw(map, box, Math.max(width, 160), height + 2 * band, title);
  }

  /** The drawing without label and legend. It needs no font. */
  BufferedImage draw(ClassMap map, Box box) {
    return draw(map, box, width, height, "");
  }

  private BufferedImage draw(ClassMap map, Box box, int across, int down, String title) {
    BufferedImage image = new BufferedImage(across, down, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    float least = map.least();
    double range = Math.max(1e-30, map.most() - least);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, colour(map, least, range, x, y));
      }
    }
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    frame(graphics, box);
    if (down > height) {
      legend(graphics, image.getWidth(), least, map.most(), title);
    }
    graphics.dispose();
    return image;
  }

  private int colour(ClassMap map, float least, double range, int x, int y) {
    int column = (int) ((long) x * picture.width() / width);
    int row = (int) ((long) y * picture.height() / height);
    int at = 3 * (row * picture.width() + column);
    byte[] rgb = picture.rgb();
    int own = (rgb[at] & 0xff) << 16 | (rgb[at + 1] & 0xff) << 8 | (rgb[at + 2] & 0xff);
    if (!seen.holds(column, row)) {
      return ColorScale.mixed(own, 0xffffff, UNSEEN);
    }
    double right = (column + .5 - seen.x()) / seen.width();
    double down = (row + .5 - seen.y()) / seen.height();
    return ColorScale.mixed(own, ColorScale.of((map.at(right, down) - least) / range), SHARE);
  }

  private void frame(Graphics2D graphics, Box box) {
    double across = (double) width / picture.width();
    double down = (double) height / picture.height();
    int x = (int) (box.x0() * across);
    int y = (int) (box.y0() * down);
    int right = Math.max(x + 1, (int) (box.x1() * across) - 1);
    int lower = Math.max(y + 1, (int) (box.y1() * down) - 1);
    float line = Math.max(1, Math.max(width, height) / 300f);
    graphics.setStroke(new BasicStroke(3 * line));
    graphics.setColor(Color.BLACK);
    graphics.drawRect(x, y, right - x, lower - y);
    graphics.setStroke(new BasicStroke(line));
    graphics.setColor(Color.WHITE);
    graphics.drawRect(x, y, right - x, lower - y);
  }

  /** The label, and below it the scale from the least value to the greatest. */
  private void legend(Graphics2D graphics, int all, float least, float most, String title) {
    graphics.setColor(Color.BLACK);
    graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, band * 6 / 10));
    int baseline = height + band * 7 / 10;
    graphics.drawString(fitting(graphics, title, all - 8), 4, baseline);
    String low = "%.3g".formatted(least);
    String high = "%.3g".formatted(most);
    int left = 8 + graphics.getFontMetrics().stringWidth(low);
    int right = all - 8 - graphics.getFontMetrics().stringWidth(high);
    graphics.drawString(low, 4, baseline + band);
    graphics.drawString(high, right + 4, baseline + band);
    for (int x = left; x < right; x++) {
      graphics.setColor(new Color(ColorScale.of((x - left) / (double) Math.max(1, right - left))));
      graphics.fillRect(x, height + band + band / 5, 1, band * 3 / 5);
    }
  }

  /** The text, or as much of its beginning as there is room for. */
  private static String fitting(Graphics2D graphics, String text, int most) {
    FontMetrics font = graphics.getFontMetrics();
    if (font.stringWidth(text) <= most) {
      return text;
    }
    int end = text.length();
    while (end > 0 && font.stringWidth(text.substring(0, end) + "…") > most) {
      end = text.offsetByCodePoints(end, -1);
    }
    return text.substring(0, end) + "…";
  }
}
