package io.github.googlenet4j.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.loading.PicturePipeline;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.FloatBuffer;
import java.nio.file.Path;

/** Prints the logits of all heads for photographs, so that other programs can be compared. */
final class Logits {
  private Logits() {}

  /** Takes a model file and photographs; prints a JSON object a line, with each head's logits. */
  public static void main(String[] arguments) throws IOException {
    Model model = ModelFile.read(Path.of(arguments[0]));
    int side = model.side();
    FloatBuffer picture = PicturePipeline.buffer(side * side * 3);
    PictureReader reader = new PictureReader(PictureLimits.DEFAULT);
    StringWriter lines = new StringWriter();
    try (Program program = Engine.best().compile(model.network(), EngineOptions.DEFAULT);
        JsonGenerator json = new JsonFactory().createGenerator(lines)) {
      json.setRootValueSeparator(null);
      for (int i = 1; i < arguments.length; i++) {
        Path file = Path.of(arguments[i]);
        model.preparation().into(reader.read(file), picture, 0);
        Outputs outputs = program.run(picture, 1);
        json.writeStartObject();
        json.writeStringField("file", file.toString());
        for (String head : model.graph().outputs().keySet()) {
          write(json, head, outputs.of(head));
        }
        json.writeEndObject();
        json.writeRaw('\n');
      }
    }
    System.out.print(lines);
  }

  private static void write(JsonGenerator json, String head, float[] logits) throws IOException {
    json.writeArrayFieldStart(head);
    for (float logit : logits) {
      json.writeNumber(logit);
    }
    json.writeEndArray();
  }
}
