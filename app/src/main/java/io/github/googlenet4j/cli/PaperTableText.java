package io.github.googlenet4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.googlenet4j.evaluate.ConfidenceInterval;
import io.github.googlenet4j.evaluate.Evaluation;
import io.github.googlenet4j.evaluate.PaperTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints the paper's table 3, for people and as JSON. */
record PaperTableText(PaperTable table) {
  private Evaluation any() {
    return table.rows().get(0).evaluation();
  }

  private boolean hasTop5() {
    return !Double.isNaN(any().top5());
  }

  void print(PrintWriter out) {
    out.printf("models  crops   cost  %-27s%s%n", "top-1 error", hasTop5() ? "  top-5 error" : "");
    for (PaperTable.Row row : table.rows()) {
      Evaluation evaluation = row.evaluation();
      out.printf(
          Locale.ROOT,
          "%6d  %5d  %5d  %s%s%n",
          row.models(),
          row.crops().count(),
          row.cost(),
          error(evaluation.top1(), evaluation.top1Interval()),
          hasTop5() ? "  " + error(evaluation.top5(), evaluation.top5Interval()) : "");
    }
    out.printf(
        "%d pictures; in brackets the 95 %% interval; cost is runs of a network for a picture%n",
        any().images());
  }

  private static String error(double share, ConfidenceInterval interval) {
    return String.format(
        Locale.ROOT,
        "%5.1f %% (%5.1f to %5.1f)   ",
        100 * (1 - share),
        100 * (1 - interval.high()),
        100 * (1 - interval.low()));
  }

  void write(JsonGenerator json) throws IOException {
    json.writeNumberField("images", any().images());
    json.writeArrayFieldStart("rows");
    for (PaperTable.Row row : table.rows()) {
      Evaluation evaluation = row.evaluation();
      json.writeStartObject();
      json.writeNumberField("models", row.models());
      json.writeNumberField("crops", row.crops().count());
      json.writeNumberField("cost", row.cost());
      error(json, "top1", evaluation.top1(), evaluation.top1Interval());
      if (hasTop5()) {
        error(json, "top5", evaluation.top5(), evaluation.top5Interval());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("refused");
    for (String refusal : any().refusals()) {
      json.writeString(OptionHints.added(refusal));
    }
    json.writeEndArray();
  }

  private static void error(
      JsonGenerator json, String name, double share, ConfidenceInterval interval)
      throws IOException {
    json.writeNumberField(name + "_error", 1 - share);
    json.writeArrayFieldStart(name + "_error_interval");
    json.writeNumber(1 - interval.high());
    json.writeNumber(1 - interval.low());
    json.writeEndArray();
  }
}
