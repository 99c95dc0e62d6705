package io.github.googlenet4j.serve.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.googlenet4j.Prediction;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.serve.model.ServedModel;
import io.github.googlenet4j.serve.model.ServedModels;
import io.github.googlenet4j.serve.outcome.Outcome;
import io.github.googlenet4j.serve.outcome.Refusal;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/** One picture in, its labels out. */
public final class SimpleRoutes implements Routes {
  private static final JsonFactory JSON = new JsonFactory();

  private final ServedModels models;
  private final PictureReader reader;

  /** Routes that ask these models. */
  public SimpleRoutes(ServedModels models, PictureLimits limits) {
    this.models = models;
    this.reader = new PictureReader(limits);
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.post("/predict", this::predict);
    routes.put("/predict", this::predict);
  }

  private void predict(Context context) throws IOException {
    ServedModel model = models.first();
    byte[] body = context.bodyAsBytes();
    FloatBuffer batch =
        ByteBuffer.allocateDirect(4 * model.program().input().size())
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    try {
      model.model().preparation().into(reader.read(body, "picture"), batch, 0);
    } catch (IOException e) {
      throw new Refusal(Outcome.BAD_REQUEST, String.valueOf(e.getMessage()));
    }
    float[] probabilities = model.program().run(batch, 1).main();
    context.contentType("application/json");
    context.result(json(model.best(probabilities, 0, 5)));
  }

  private static byte[] json(List<Prediction> predictions) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeArrayFieldStart("predictions");
      for (Prediction prediction : predictions) {
        json.writeStartObject();
        json.writeStringField("label", prediction.label());
        json.writeNumberField("index", prediction.index());
        json.writeNumberField("probability", prediction.probability());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return out.toByteArray();
  }
}
