package io.github.googlenet4j.report;

import io.github.googlenet4j.evaluate.ClassScore;
import io.github.googlenet4j.evaluate.Evaluation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Tables of one evaluation: the scores of each class, and the confusions. */
final class Scores {
  /** With more classes than this the confusion matrix does not fit a page. */
  private static final int MATRIX = 40;

  private static final int PAIRS = 30;

  /** How often one class was answered for another. */
  private record Confusion(int truth, int predicted, int count) {}

  private final Evaluation evaluation;

  Scores(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  String perClass() {
    StringBuilder rows = new StringBuilder();
    List<String> names = evaluation.names();
    for (ClassScore score : evaluation.perClass()) {
      rows.append(
          "<tr><th>%s</th><td>%d</td><td>%s</td><td>%s</td><td>%s</td></tr>\n"
              .formatted(
                  Html.text(names.get(score.index())),
                  score.images(),
                  Html.percent(score.precision()),
                  Html.percent(score.recall()),
                  Html.percent(score.f1())));
    }
    return ("<div class=\"wide\"><table><tr><th>class</th><th>pictures</th><th>precision</th>"
            + "<th>recall</th><th>F1</th></tr>\n%s</table></div>\n")
        .formatted(rows);
  }

  String confusion() {
    return evaluation.classes().size() <= MATRIX ? matrix() : pairs();
  }

  private String matrix() {
    int[][] confusion = evaluation.confusion();
    List<String> classes = evaluation.names();
    StringBuilder table = new StringBuilder("<tr><th></th>");
    classes.forEach(
        label ->
            table
                .append("<th class=\"turned\"><span>")
                .append(Html.text(label))
                .append("</span></th>"));
    table.append("</tr>\n");
    for (int i = 0; i < confusion.length; i++) {
      int all = 0;
      for (int count : confusion[i]) {
        all += count;
      }
      table.append("<tr><th>").append(Html.text(classes.get(i))).append("</th>");
      for (int j = 0; j < confusion.length; j++) {
        double share = all == 0 ? 0 : (double) confusion[i][j] / all;
        String kind = i == j ? "hit" : "miss";
        table.append(
            String.format(
                Locale.ROOT,
                "<td class=\"%s\" style=\"--share:%.3f\">%s</td>",
                kind,
                share,
                confusion[i][j] == 0 ? "" : Integer.toString(confusion[i][j])));
      }
      table.append("</tr>\n");
    }
    return "<p>A row for each true class, a column for each answer.</p>\n"
        + "<div class=\"wide\"><table class=\"matrix\">"
        + table
        + "</table></div>\n";
  }

  private String pairs() {
    int[][] confusion = evaluation.confusion();
    List<Confusion> pairs = new ArrayList<>();
    for (int i = 0; i < confusion.length; i++) {
      for (int j = 0; j < confusion.length; j++) {
        if (i != j && confusion[i][j] > 0) {
          pairs.add(new Confusion(i, j, confusion[i][j]));
        }
      }
    }
    pairs.sort(Comparator.comparingInt(Confusion::count).reversed());
    StringBuilder rows = new StringBuilder();
    List<String> names = evaluation.names();
    for (Confusion pair : pairs.subList(0, Math.min(PAIRS, pairs.size()))) {
      rows.append(
          "<tr><th>%s</th><th>%s</th><td>%d</td></tr>\n"
              .formatted(
                  Html.text(names.get(pair.truth())),
                  Html.text(names.get(pair.predicted())),
                  pair.count()));
    }
    return "<div class=\"wide pairs-table\"><table><tr><th>class</th><th>taken for</th><th>pictures</th></tr>\n"
        + rows
        + "</table></div>\n";
  }
}
