package io.github.googlenet4j.report;

import io.github.googlenet4j.evaluate.Evaluation;
import io.github.googlenet4j.evaluate.Outcome;
import io.github.googlenet4j.image.Filter;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.image.PictureException;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.image.Resize;
import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;

/** The pictures of which the model was most sure, and wrong. */
final class Mistakes {
  private static final int SHOWN = 24;
  private static final int SIDE = 160;

  private Mistakes() {}

  /** Small pictures with what they are and what they were taken for; empty if there are none. */
  static String html(Evaluation evaluation) {
    List<Outcome> wrong =
        evaluation.outcomes().stream()
            .filter(outcome -> !outcome.right())
            .sorted(Comparator.comparingDouble(Outcome::probability).reversed())
            .limit(SHOWN)
            .toList();
    StringBuilder figures = new StringBuilder();
    PictureReader reader = new PictureReader(PictureLimits.DEFAULT);
    for (Outcome outcome : wrong) {
      try {
        figures.append(figure(evaluation, outcome, reader.read(outcome.example().file())));
      } catch (PictureException e) {
        figures.append("<!-- a picture that can no longer be read -->\n");
      }
    }
    return figures.isEmpty() ? "" : "<div class=\"figures\">" + figures + "</div>\n";
  }

  private static String figure(Evaluation evaluation, Outcome outcome, Picture picture) {
    return "<figure>%s<figcaption><b>%s</b><br/>taken for %s (%s)</figcaption></figure>\n"
        .formatted(
            Html.image(small(picture), "jpeg", outcome.example().file().toString()),
            Html.text(evaluation.names().get(outcome.example().label())),
            Html.text(evaluation.names().get(outcome.predicted())),
            Html.percent(outcome.probability()));
  }

  private static BufferedImage small(Picture picture) {
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
