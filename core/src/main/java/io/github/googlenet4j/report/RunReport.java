package io.github.googlenet4j.report;

import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.evaluate.Evaluation;
import io.github.googlenet4j.file.AtomicFile;
import io.github.googlenet4j.train.EpochMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A page about a model: its accuracy, by class too, its mistakes, its training. One HTML file
 * without scripts that loads nothing.
 */
public final class RunReport {
  private RunReport() {}

  /**
   * Writes the page, whole or not at all.
   *
   * @param overwrite whether a file of that name may be replaced
   * @throws IOException if it cannot be written
   */
  public static void write(Path file, RunSummary summary, boolean overwrite) throws IOException {
    AtomicFile.write(file, overwrite, html(summary));
  }

  /** The page as text. */
  static String html(RunSummary summary) throws IOException {
    StringBuilder page = new StringBuilder();
    summary.evaluations().forEach((part, evaluation) -> page.append(figures(part, evaluation)));
    if (!summary.epochs().isEmpty()) {
      page.append(Html.section("Training", training(summary.epochs(), Plot.canBeDrawn())));
    }
    summary
        .evaluations()
        .forEach((part, evaluation) -> page.append(details(part, evaluation, summary.page())));
    summary
        .augmentation()
        .ifPresent(
            sheet ->
                page.append(
                    Html.section(
                        "What training saw",
                        "<p>The first of each row is a picture as it is, the others are variations"
                            + " of it.</p>\n"
                            + Html.image(sheet, "jpeg", "variations of pictures"))));
    summary
        .model()
        .ifPresent(model -> page.append(Html.section("Use this model", UsageSnippets.html(model))));
    page.append(facts(summary));
    return Page.html(summary.title(), page.toString());
  }

  /** The curves, or why there are none: a run must not fail for its report. */
  static String training(List<EpochMetrics> epochs, boolean drawn) {
    return drawn
        ? new Curves(epochs).html()
        : "<p>The curves are not drawn: Java finds no fonts on this machine. Install fontconfig and"
            + " a font. The file metrics.csv has the numbers.</p>\n";
  }

  private static String figures(Part part, Evaluation evaluation) {
    return """
        <div class="key"><div><b>%s</b><span>top-1 on %s</span></div>
        <div><b>%s to %s</b><span>95 %% interval</span></div>
        %s<div><b>%s</b><span>calibration error</span></div><div><b>%d</b><span>pictures</span></div></div>
        """
        .formatted(
            Html.percent(evaluation.top1()),
            part,
            Html.percent(evaluation.top1Interval().low()),
            Html.percent(evaluation.top1Interval().high()),
            Double.isNaN(evaluation.top5())
                ? ""
                : "<div><b>%s</b><span>top-5</span></div>"
                    .formatted(Html.percent(evaluation.top5())),
            Html.percent(evaluation.calibrationError()),
            evaluation.images());
  }

  private static String details(Part part, Evaluation evaluation, PageOptions options) {
    Scores scores = new Scores(evaluation);
    Mistakes mistakes = new Mistakes(evaluation, options);
    String pairs = mistakes.pairs();
    String wrong = mistakes.html();
    String trust = Trust.html(evaluation, options.bootstrap(), Plot.canBeDrawn());
    return Html.section("How sure it is, " + part, trust)
        + Html.section("Confusion, " + part, scores.confusion())
        + (pairs.isEmpty() ? "" : Html.section("Most often confused, " + part, pairs))
        + Html.section("Class by class, " + part, scores.perClass())
        + (wrong.isEmpty() ? "" : Html.section("Most confident mistakes, " + part, wrong));
  }

  private static String facts(RunSummary summary) {
    StringBuilder html = new StringBuilder();
    StringBuilder rows = new StringBuilder();
    Map<String, String> facts = new LinkedHashMap<>(summary.facts());
    summary.time().ifPresent(time -> facts.put("training time", Html.duration(time)));
    for (Map.Entry<String, String> fact : facts.entrySet()) {
      rows.append(
          "<tr><th>%s</th><td class=\"text\">%s</td></tr>\n"
              .formatted(Html.text(fact.getKey()), Html.text(fact.getValue())));
    }
    if (!rows.isEmpty()) {
      html.append(Html.section("Facts", "<table>" + rows + "</table>\n"));
    }
    if (!summary.notes().isEmpty()) {
      StringBuilder items = new StringBuilder("<ul>");
      summary.notes().forEach(note -> items.append("<li>%s</li>\n".formatted(Html.text(note))));
      html.append(Html.section("Notes", items + "</ul>\n"));
    }
    if (!summary.recipe().isEmpty()) {
      html.append(
          Html.section(
              "Recipe",
              "<details><summary>every key</summary><pre>%s</pre></details>\n"
                  .formatted(Html.text(summary.recipe()))));
    }
    return html.toString();
  }
}
