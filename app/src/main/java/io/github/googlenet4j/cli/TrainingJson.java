package io.github.googlenet4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.googlenet4j.Training;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.evaluate.Evaluation;
import java.io.IOException;
import java.util.Map;

/** What came of a training, for programs. */
final class TrainingJson {
  private TrainingJson() {}

  static void write(JsonGenerator json, Training.Outcome outcome) throws IOException {
    json.writeStringField("model", outcome.folder().model().toString());
    json.writeStringField("report", outcome.folder().report().toString());
    for (Map.Entry<Part, Evaluation> part : outcome.evaluations().entrySet()) {
      json.writeObjectFieldStart(part.getKey().toString());
      json.writeNumberField("images", part.getValue().images());
      json.writeNumberField("top1", part.getValue().top1());
      json.writeNumberField("top5", part.getValue().top5());
      json.writeNumberField("loss", part.getValue().loss());
      json.writeEndObject();
    }
  }
}
