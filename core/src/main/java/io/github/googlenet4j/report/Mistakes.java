package io.github.googlenet4j.report;

import io.github.googlenet4j.evaluate.Evaluation;
import io.github.googlenet4j.evaluate.PictureScore;
import io.github.googlenet4j.image.Filter;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.image.PictureException;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.image.Resize;
import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;

/** The most confident wrong answers, with their pictures. */
final class Mistakes {
  private static final int SHOWN = 24;
  private static final int SIDE = 160;

  private Mistakes() {}

  /** Small pictures with their label and the model's answer; empty if there are none. */
  static String html(Evaluation evaluation, PictureLimits limits) {
    List<PictureScore> wrong =
        evaluation.scores().stream()
            .filter(score -> !score.correct())
            .sorted(Comparator.comparingDouble(PictureScore::probability).reversed())
            .limit(SHOWN)
            .toList();
    StringBuilder figures = new StringBuilder();
    PictureReader reader = new PictureReader(limits);
    for (PictureScore score : wrong) {
      try {
        figures.append(figure(evaluation, score, reader.read(score.example().file())));
      } catch (PictureException e) {
        figures.append("<!-- a picture that can no longer be read -->\n");
      }
    }
    return figures.isEmpty() ? "" : "<div class=\"figures\">" + figures + "</div>\n";
  }

  private static String figure(Evaluation evaluation, PictureScore score, Picture picture) {
    return "<figure>%s<figcaption><b>%s</b><br/>taken for %s (%s)</figcaption></figure>\n"
        .formatted(
            Html.image(small(picture), "jpeg", score.example().file().toString()),
            Html.text(evaluation.names().get(score.example().label())),
            Html.text(evaluation.names().get(score.predicted())),
            Html.percent(score.probability()));
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
