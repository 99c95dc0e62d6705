package io.github.googlenet4j.report;

import io.github.googlenet4j.evaluate.Averages;
import io.github.googlenet4j.evaluate.Bootstrap;
import io.github.googlenet4j.evaluate.Calibration;
import io.github.googlenet4j.evaluate.ConfidenceInterval;
import io.github.googlenet4j.evaluate.Coverage;
import io.github.googlenet4j.evaluate.Evaluation;
import io.github.googlenet4j.evaluate.MacroIntervals;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How far a model's probabilities can be trusted, and means over its classes. */
final class Trust {
  private Trust() {}

  /**
   * Diagrams and tables.
   *
   * @param drawn whether diagrams can be drawn
   */
  static String html(Evaluation evaluation, Bootstrap bootstrap, boolean drawn) {
    return (drawn ? diagrams(evaluation) : "")
        + figures(evaluation)
        + thresholds(evaluation)
        + averages(evaluation, bootstrap);
  }

  private static String diagrams(Evaluation evaluation) {
    List<Calibration.Bin> bins = evaluation.calibration().bins();
    Plot reliability = new Plot("Right answers, %", "probability of the answer, %");
    reliability.percent();
    reliability.dots(
        "this model, groups of equal count",
        bins.stream().map(bin -> 100 * bin.probability()).toList(),
        bins.stream().map(bin -> 100 * bin.accuracy()).toList());
    reliability.guide("as sure as right", 0, 0, 100, 100);
    List<Coverage.Point> points = evaluation.coverage().thinned();
    Plot coverage = new Plot("Accuracy of the surest answers, %", "share of the pictures, %");
    coverage.percentAcross();
    coverage.line(
        "accuracy",
        points.stream().map(point -> 100 * point.coverage()).toList(),
        points.stream().map(point -> 100 * point.accuracy()).toList());
    return "<div class=\"curves\">" + reliability.html() + coverage.html() + "</div>\n";
  }

  private static String figures(Evaluation evaluation) {
    return "<div class=\"wide\"><table>"
        + row("negative log-likelihood", number(evaluation.loss()))
        + row("Brier score, 0 to 2", number(evaluation.brier()))
        + row(
            "calibration error, groups of equal count", Html.percent(evaluation.calibrationError()))
        + row(
            "calibration error, groups of equal width",
            Html.percent(evaluation.calibrationByWidth().error()))
        + "</table></div>\n";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static String row(String name, String value) {
    return "<tr><th>%s</th><td>%s</td></tr>\n".formatted(name, value);
  }

  private static String thresholds(Evaluation evaluation) {
    StringBuilder rows = new StringBuilder();
    Coverage coverage = evaluation.coverage();
    for (double asked : Coverage.ASKED) {
      Optional<Coverage.Point> point = coverage.reaching(asked);
      rows.append(
          "<tr><th>%.0f %%</th><td>%s</td><td>%s</td><td>%s</td></tr>\n"
              .formatted(
                  100 * asked,
                  point.map(found -> "" + found.threshold()).orElse("not reached"),
                  point.map(found -> Html.percent(found.coverage())).orElse(""),
                  point.map(found -> Html.percent(found.accuracy())).orElse("")));
    }
    return ("<p>What is left if answers below a probability count as not sure:</p>\n"
            + "<div class=\"wide\"><table><tr><th>accuracy asked for</th><th>least probability</th>"
            + "<th>pictures answered</th><th>accuracy</th></tr>\n%s</table></div>\n")
        .formatted(rows);
  }

  private static String averages(Evaluation evaluation, Bootstrap bootstrap) {
    MacroIntervals intervals = bootstrap.macro(evaluation);
    Averages macro = evaluation.macro();
    Averages weighted = evaluation.weighted();
    return ("<p>Means over the classes; 95 %% intervals by %d draws of the pictures:</p>\n"
            + "<div class=\"wide\"><table><tr><th>mean</th><th>precision</th><th>recall</th>"
            + "<th>F1</th></tr>\n<tr><th>macro</th><td>%s</td><td>%s</td><td>%s</td></tr>\n"
            + "<tr><th>interval</th><td>%s</td><td>%s</td><td>%s</td></tr>\n"
            + "<tr><th>weighted</th><td>%s</td><td>%s</td><td>%s</td></tr>\n</table></div>\n")
        .formatted(
            bootstrap.resamples(),
            Html.percent(macro.precision()),
            Html.percent(macro.recall()),
            Html.percent(macro.f1()),
            interval(intervals.precision()),
            interval(intervals.recall()),
            interval(intervals.f1()),
            Html.percent(weighted.precision()),
            Html.percent(weighted.recall()),
            Html.percent(weighted.f1()));
  }

  private static String interval(ConfidenceInterval interval) {
    return "%s to %s".formatted(Html.percent(interval.low()), Html.percent(interval.high()));
  }
}
