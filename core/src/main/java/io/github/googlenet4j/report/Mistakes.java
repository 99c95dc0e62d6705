package io.github.googlenet4j.report;

import io.github.googlenet4j.evaluate.Confusion;
import io.github.googlenet4j.evaluate.Evaluation;
import io.github.googlenet4j.evaluate.PictureScore;
import io.github.googlenet4j.explain.Explainer;
import io.github.googlenet4j.explain.Explanation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The wrong answers, with their pictures. */
final class Mistakes {
  private static final int SHOWN = 24;
  private static final int PAIRS = 10;
  private static final int PICTURES = 2;
  private static final String GONE = "<!-- a picture that can no longer be read -->\n";

  private final Evaluation evaluation;
  private final List<String> names;
  private final Thumbnails thumbnails;
  private final Optional<Explainer> explainer;

  Mistakes(Evaluation evaluation, PageOptions options) {
    this.evaluation = evaluation;
    this.names = evaluation.names();
    this.thumbnails = new Thumbnails(options.limits());
    this.explainer = options.explainer();
  }

  /**
   * The classes most often taken for others, each pair with two pictures; empty if there are none.
   */
  String pairs() {
    StringBuilder html = new StringBuilder();
    for (Confusion confusion : evaluation.confusions(PAIRS)) {
      StringBuilder images = new StringBuilder();
      confusion.scores().stream()
          .flatMap(score -> thumbnails.html(score.example().file()).stream())
          .limit(PICTURES)
          .forEach(images::append);
      if (images.isEmpty()) {
        continue; // the files have gone, or are beyond the limits; the table above counts them
      }
      html.append(
          "<figure><div class=\"row\">%s</div><figcaption><b>%s</b> taken for <b>%s</b>: %d %s</figcaption></figure>\n"
              .formatted(
                  images,
                  Html.text(names.get(confusion.truth())),
                  Html.text(names.get(confusion.answer())),
                  confusion.images(),
                  confusion.images() == 1 ? "picture" : "pictures"));
    }
    return html.isEmpty() ? "" : "<div class=\"figures pairs\">" + html + "</div>\n";
  }

  /**
   * The most confident mistakes, with their label and the model's answer, and with an explainer the
   * maps of both; empty if there are none.
   */
  String html() {
    List<PictureScore> wrong =
        evaluation.scores().stream()
            .filter(score -> !score.correct())
            .sorted(Comparator.comparingDouble(PictureScore::probability).reversed())
            .limit(SHOWN)
            .toList();
    StringBuilder figures = new StringBuilder();
    for (PictureScore score : wrong) {
      Optional<String> image = thumbnails.html(score.example().file());
      figures.append(image.map(shown -> figure(score, shown)).orElse(GONE));
    }
    if (figures.isEmpty()) {
      return "";
    }
    return explainer.isPresent()
        ? "<p>Beside each picture: what spoke for the wrong answer, and what spoke for the right one."
            + " Yellow is most, blue is least, in each map by itself; what the network does not see is"
            + " pale.</p>\n<div class=\"figures explained\">"
            + figures
            + "</div>\n"
        : "<div class=\"figures\">" + figures + "</div>\n";
  }

  private String figure(PictureScore score, String image) {
    String truth = Html.text(names.get(score.example().label()));
    String answer = Html.text(names.get(score.predicted()));
    String probability = Html.percent(score.probability());
    if (explainer.isEmpty()) {
      return "<figure>%s<figcaption><b>%s</b><br/>taken for %s (%s)</figcaption></figure>\n"
          .formatted(image, truth, answer, probability);
    }
    Path file = score.example().file();
    List<Integer> classes = List.of(score.predicted(), score.example().label());
    List<Explanation> why;
    try {
      why = explainer.get().explain(file, classes);
    } catch (IOException e) {
      return GONE;
    }
    return """
        <figure><div class="row">%s%s%s</div><figcaption><b>%s</b> (%s)<br/>taken for <b>%s</b> (%s)</figcaption></figure>
        """
        .formatted(
            image,
            Html.image(why.get(0).image(), "jpeg", "what spoke for " + names.get(classes.get(0))),
            Html.image(why.get(1).image(), "jpeg", "what spoke for " + names.get(classes.get(1))),
            truth,
            Html.percent(Math.exp(-score.loss())),
            answer,
            probability);
  }
}
