package io.github.googlenet4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.googlenet4j.evaluate.Averages;
import io.github.googlenet4j.evaluate.Bootstrap;
import io.github.googlenet4j.evaluate.Calibration;
import io.github.googlenet4j.evaluate.ClassScore;
import io.github.googlenet4j.evaluate.ConfidenceInterval;
import io.github.googlenet4j.evaluate.Confusion;
import io.github.googlenet4j.evaluate.Coverage;
import io.github.googlenet4j.evaluate.Evaluation;
import io.github.googlenet4j.evaluate.MacroIntervals;
import io.github.googlenet4j.evaluate.PictureScore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Writes an evaluation as fields of a JSON object. */
record EvaluationJson(Evaluation evaluation, Bootstrap bootstrap) {
  private static final int CONFUSIONS = 30;
  private static final int FILES = 2;

  void write(JsonGenerator json) throws IOException {
    json.writeNumberField("images", evaluation.images());
    json.writeNumberField("top1", evaluation.top1());
    interval(json, "top1_interval", evaluation.top1Interval());
    if (!Double.isNaN(evaluation.top5())) {
      json.writeNumberField("top5", evaluation.top5());
      interval(json, "top5_interval", evaluation.top5Interval());
    }
    json.writeNumberField("loss", evaluation.loss());
    json.writeNumberField("negative_log_likelihood", evaluation.loss());
    json.writeNumberField("brier", evaluation.brier());
    json.writeNumberField("calibration_error", evaluation.calibrationError());
    calibration(json, "calibration_equal_count", evaluation.calibration());
    calibration(json, "calibration_equal_width", evaluation.calibrationByWidth());
    coverage(json);
    averages(json, "macro", evaluation.macro(), Optional.of(bootstrap.macro(evaluation)));
    averages(json, "weighted", evaluation.weighted(), Optional.empty());
    classes(json);
    json.writeArrayFieldStart("confusion");
    for (int[] row : evaluation.confusion()) {
      json.writeArray(row, 0, row.length);
    }
    json.writeEndArray();
    confusions(json);
    json.writeArrayFieldStart("refused");
    for (String refusal : evaluation.refusals()) {
      json.writeString(OptionHints.added(refusal));
    }
    json.writeEndArray();
  }

  private static void interval(JsonGenerator json, String name, ConfidenceInterval interval)
      throws IOException {
    json.writeArrayFieldStart(name);
    json.writeNumber(interval.low());
    json.writeNumber(interval.high());
    json.writeEndArray();
  }

  private static void calibration(JsonGenerator json, String name, Calibration calibration)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("error", calibration.error());
    json.writeArrayFieldStart("bins");
    for (Calibration.Bin bin : calibration.bins()) {
      json.writeStartObject();
      json.writeNumberField("from", bin.from());
      json.writeNumberField("to", bin.to());
      json.writeNumberField("images", bin.images());
      json.writeNumberField("probability", bin.probability());
      json.writeNumberField("accuracy", bin.accuracy());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** A threshold that is not reached is absent. */
  private void coverage(JsonGenerator json) throws IOException {
    Coverage coverage = evaluation.coverage();
    json.writeArrayFieldStart("thresholds");
    for (double asked : Coverage.ASKED) {
      json.writeStartObject();
      json.writeNumberField("asked", asked);
      Optional<Coverage.Point> point = coverage.reaching(asked);
      if (point.isPresent()) {
        json.writeNumberField("threshold", point.get().threshold());
        json.writeNumberField("images", point.get().images());
        json.writeNumberField("coverage", point.get().coverage());
        json.writeNumberField("accuracy", point.get().accuracy());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("coverage");
    for (Coverage.Point point : coverage.thinned()) {
      json.writeStartObject();
      json.writeNumberField("threshold", point.threshold());
      json.writeNumberField("coverage", point.coverage());
      json.writeNumberField("accuracy", point.accuracy());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void averages(
      JsonGenerator json, String name, Averages averages, Optional<MacroIntervals> intervals)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("precision", averages.precision());
    json.writeNumberField("recall", averages.recall());
    json.writeNumberField("f1", averages.f1());
    if (intervals.isPresent()) {
      interval(json, "precision_interval", intervals.get().precision());
      interval(json, "recall_interval", intervals.get().recall());
      interval(json, "f1_interval", intervals.get().f1());
    }
    json.writeEndObject();
  }

  private void classes(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("classes");
    for (String label : evaluation.classes()) {
      json.writeString(label);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("per_class");
    for (ClassScore score : evaluation.perClass()) {
      json.writeStartObject();
      json.writeNumberField("index", score.index());
      json.writeStringField("label", score.label());
      json.writeNumberField("images", score.images());
      json.writeNumberField("precision", score.precision());
      json.writeNumberField("recall", score.recall());
      json.writeNumberField("f1", score.f1());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void confusions(JsonGenerator json) throws IOException {
    List<String> names = evaluation.names();
    json.writeArrayFieldStart("confused");
    for (Confusion confusion : evaluation.confusions(CONFUSIONS)) {
      json.writeStartObject();
      json.writeStringField("truth", names.get(confusion.truth()));
      json.writeStringField("answer", names.get(confusion.answer()));
      json.writeNumberField("images", confusion.images());
      json.writeArrayFieldStart("files");
      for (PictureScore score :
          confusion.scores().subList(0, Math.min(FILES, confusion.images()))) {
        json.writeString(score.example().file().toString());
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
