package io.github.googlenet4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.googlenet4j.TrainingResult;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.evaluate.Evaluation;
import java.io.IOException;
import java.util.Map;

/** The result of a training as JSON. */
final class TrainingJson {
  private TrainingJson() {}

  static void write(JsonGenerator json, TrainingResult result) throws IOException {
    json.writeStringField("model", result.folder().model().toString());
    json.writeStringField("report", result.folder().report().toString());
    for (Map.Entry<Part, Evaluation> part : result.evaluations().entrySet()) {
      json.writeObjectFieldStart(part.getKey().toString());
      json.writeNumberField("images", part.getValue().images());
      json.writeNumberField("top1", part.getValue().top1());
      if (!Double.isNaN(part.getValue().top5())) {
        json.writeNumberField("top5", part.getValue().top5());
      }
      json.writeNumberField("loss", part.getValue().loss());
      json.writeEndObject();
    }
  }
}
