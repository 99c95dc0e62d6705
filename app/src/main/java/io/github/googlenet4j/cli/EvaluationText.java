package io.github.googlenet4j.cli;

import io.github.googlenet4j.evaluate.Averages;
import io.github.googlenet4j.evaluate.Bootstrap;
import io.github.googlenet4j.evaluate.ClassScore;
import io.github.googlenet4j.evaluate.ConfidenceInterval;
import io.github.googlenet4j.evaluate.Confusion;
import io.github.googlenet4j.evaluate.Coverage;
import io.github.googlenet4j.evaluate.Evaluation;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Prints an evaluation for people. */
record EvaluationText(Evaluation evaluation, Bootstrap bootstrap) {
  private static final int CONFUSIONS = 5;

  void print(PrintWriter out) {
    classes(out);
    out.println();
    share(out, "top-1", evaluation.top1(), evaluation.top1Interval(), evaluation.images());
    if (!Double.isNaN(evaluation.top5())) {
      share(out, "top-5", evaluation.top5(), evaluation.top5Interval(), evaluation.images());
    }
    ConfidenceInterval f1 = bootstrap.macro(evaluation).f1();
    out.printf(
        Locale.ROOT,
        "macro average: %s (95 %% interval of F1 %.1f to %.1f)%n",
        averages(evaluation.macro()),
        100 * f1.low(),
        100 * f1.high());
    out.printf("weighted average: %s%n", averages(evaluation.weighted()));
    out.printf(
        Locale.ROOT,
        "loss (negative log-likelihood): %.3f, Brier score: %.3f%n",
        evaluation.loss(),
        evaluation.brier());
    out.printf(
        Locale.ROOT,
        "calibration error: %.1f %% over groups of equal count, %.1f %% of equal width%n",
        100 * evaluation.calibrationError(),
        100 * evaluation.calibrationByWidth().error());
    coverage(out);
    confusions(out);
  }

  private void classes(PrintWriter out) {
    List<String> names = evaluation.names();
    int width = names.stream().mapToInt(String::length).max().orElse(0);
    width = Math.max(5, Math.min(40, width));
    out.printf(
        "%-" + width + "s  %8s  %9s  %6s  %6s%n", "class", "pictures", "precision", "recall", "F1");
    for (ClassScore score : evaluation.perClass()) {
      if (score.images() > 0 || score.precision() > 0) {
        out.printf(
            Locale.ROOT,
            "%-" + width + "s  %8d  %7.1f %%  %4.1f %%  %4.1f %%%n",
            names.get(score.index()),
            score.images(),
            100 * score.precision(),
            100 * score.recall(),
            100 * score.f1());
      }
    }
  }

  private static void share(
      PrintWriter out, String name, double share, ConfidenceInterval interval, int images) {
    out.printf(
        Locale.ROOT,
        "%s: %.1f %% of %d pictures (95 %% interval %.1f to %.1f)%n",
        name,
        100 * share,
        images,
        100 * interval.low(),
        100 * interval.high());
  }

  private static String averages(Averages averages) {
    return String.format(
        Locale.ROOT,
        "precision %.1f %%, recall %.1f %%, F1 %.1f %%",
        100 * averages.precision(),
        100 * averages.recall(),
        100 * averages.f1());
  }

  private void coverage(PrintWriter out) {
    Coverage coverage = evaluation.coverage();
    for (double asked : Coverage.ASKED) {
      Optional<Coverage.Point> point = coverage.reaching(asked);
      if (point.isPresent()) {
        out.printf(
            Locale.ROOT,
            "%.0f %% accuracy: answers of probability %s or more, %.1f %% of the pictures%n",
            100 * asked,
            point.get().threshold(),
            100 * point.get().coverage());
      } else {
        out.printf(Locale.ROOT, "%.0f %% accuracy: no probability reaches it%n", 100 * asked);
      }
    }
  }

  private void confusions(PrintWriter out) {
    List<String> names = evaluation.names();
    for (Confusion confusion : evaluation.confusions(CONFUSIONS)) {
      out.printf(
          "%s taken for %s: %d%n",
          names.get(confusion.truth()), names.get(confusion.answer()), confusion.images());
    }
  }
}
