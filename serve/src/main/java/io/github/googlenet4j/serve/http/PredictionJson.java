package io.github.googlenet4j.serve.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.googlenet4j.Prediction;
import io.github.googlenet4j.explain.Explanation;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the simple routes say of one picture, in the words of {@code classify --json}.
 *
 * @param file its name as the client says, if it says one
 * @param error why there is no answer; empty if there is one
 * @param predictions the most probable classes
 * @param explanations where the model looked, for the same classes; empty if that was not asked for
 */
record PredictionJson(
    Optional<String> file,
    Optional<String> error,
    List<Prediction> predictions,
    List<Explanation> explanations) {
  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    if (file.isPresent()) {
      json.writeStringField("file", file.get());
    }
    if (error.isPresent()) {
      json.writeStringField("error", error.get());
    } else {
      json.writeArrayFieldStart("predictions");
      for (Prediction each : predictions) {
        json.writeStartObject();
        json.writeStringField("label", each.label());
        json.writeNumberField("index", each.index());
        json.writeNumberField("probability", each.probability());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    if (!explanations.isEmpty()) {
      json.writeArrayFieldStart("explanations");
      for (Explanation each : explanations) {
        write(json, each);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Explanation explanation) throws IOException {
    json.writeStartObject();
    json.writeStringField("label", explanation.label());
    json.writeNumberField("index", explanation.index());
    json.writeNumberField("probability", explanation.probability());
    json.writeStringField("method", explanation.method().toString());
    json.writeArrayFieldStart("map");
    for (float[] row : explanation.map()) {
      json.writeStartArray();
      for (float value : row) {
        json.writeNumber(value);
      }
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("box");
    json.writeNumber(explanation.box().x0());
    json.writeNumber(explanation.box().y0());
    json.writeNumber(explanation.box().x1());
    json.writeNumber(explanation.box().y1());
    json.writeEndArray();
    json.writeEndObject();
  }

  /** A line a label. */
  void write(StringBuilder text) {
    error.ifPresent(line -> text.append(line).append('\n'));
    for (Prediction each : predictions) {
      text.append(
          String.format(Locale.ROOT, "%5.1f %%  %s%n", 100 * each.probability(), each.label()));
    }
  }
}
