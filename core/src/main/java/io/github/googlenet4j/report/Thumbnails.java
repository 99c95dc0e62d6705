package io.github.googlenet4j.report;

import io.github.googlenet4j.image.Filter;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.image.PictureException;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.image.Resize;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Optional;

/** Small versions of picture files, as images of a page. */
final class Thumbnails {
  /** Longest side in pixels. */
  static final int SIDE = 160;

  private final PictureReader reader;

  Thumbnails(PictureLimits limits) {
    this.reader = new PictureReader(limits);
  }

  /** The picture; empty if it can no longer be read. */
  Optional<String> html(Path file) {
    try {
      return Optional.of(Html.image(small(reader.read(file)), "jpeg", file.toString()));
    } catch (PictureException e) {
      return Optional.empty();
    }
  }

  /** A picture of at most {@value #SIDE} pixels. */
  static BufferedImage small(Picture picture) {
    double scale = Math.min(1, (double) SIDE / Math.max(picture.width(), picture.height()));
    int width = Math.max(1, (int) Math.round(picture.width() * scale));
    int height = Math.max(1, (int) Math.round(picture.height() * scale));
    byte[] rgb = Resize.resize(picture, width, height, Filter.BILINEAR).rgb();
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      int pixel = (rgb[3 * i] & 255) << 16 | (rgb[3 * i + 1] & 255) << 8 | (rgb[3 * i + 2] & 255);
      image.setRGB(i % width, i / width, pixel);
    }
    return image;
  }
}
