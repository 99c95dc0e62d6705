package io.github.googlenet4j.serve.page;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.LayerTable;
import io.github.googlenet4j.graph.Operation.Normalization;
import io.github.googlenet4j.image.Preparation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a model file says of itself, as JSON for the page. */
final class ModelCard {
  private static final JsonFactory JSON = new JsonFactory();
  private static final String RECIPE = "recipe";

  /** A row for each class, its counts separated by spaces. */
  private static final String CONFUSION = "confusion";

  /** Entries of the history that the page shows elsewhere or not at all. */
  private static final Set<String> APART = Set.of(RECIPE, Model.CLASS_IDS, CONFUSION);

  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  private ModelCard() {}

  /** The models that there are. */
  static byte[] names(List<String> names) {
    return object(
        json -> {
          json.writeArrayFieldStart("models");
          for (String name : names) {
            json.writeString(name);
          }
          json.writeEndArray();
        });
  }

  /** One model. */
  static byte[] json(Model model) {
    return object(
        json -> {
          json.writeObjectFieldStart("facts");
          for (Map.Entry<String, String> fact : facts(model).entrySet()) {
            json.writeStringField(fact.getKey(), fact.getValue());
          }
          json.writeEndObject();
          Preparation preparation = model.preparation();
          json.writeObjectFieldStart("preparation");
          json.writeStringField("fit", word(preparation.fit()));
          json.writeNumberField("resize", preparation.resize());
          json.writeNumberField("crop", preparation.crop());
          json.writeEndObject();
          json.writeArrayFieldStart("classes");
          for (String label : model.classes()) {
            json.writeString(label);
          }
          json.writeEndArray();
          json.writeStringField(RECIPE, model.history().getOrDefault(RECIPE, ""));
          confusion(json, model);
          network(json, model.graph());
        });
  }

  /** Where the file holds counts that fit its classes. */
  private static void confusion(JsonGenerator json, Model model) throws IOException {
    int classes = model.classes().size();
    List<String> rows = model.history().getOrDefault(CONFUSION, "").lines().toList();
    String row = "(\\d{1,9} ){%d}\\d{1,9}".formatted(classes - 1);
    if (rows.size() != classes || !rows.stream().allMatch(text -> text.matches(row))) {
      return;
    }
    json.writeArrayFieldStart(CONFUSION);
    for (String text : rows) {
      int[] counts = Arrays.stream(text.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
      json.writeArray(counts, 0, counts.length);
    }
    json.writeEndArray();
  }

  private static Map<String, String> facts(Model model) {
    Preparation preparation = model.preparation();
    Normalization input = model.variant().normalization();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("network", "GoogLeNet, variant " + model.variant().name());
    facts.put("weights", model.quantization().isPresent() ? "int8" : "float32");
    facts.put("classes", Integer.toString(model.classes().size()));
    facts.put("auxiliary heads", model.auxiliary() ? "in the file" : "none");
    facts.put(
        "picture",
        "%s to %d pixels (%s), centre of %d x %d"
            .formatted(
                preparation.fit() == Preparation.Fit.SQUASH ? "both sides" : "shorter side",
                preparation.resize(),
                word(preparation.filter()),
                preparation.crop(),
                preparation.crop()));
    facts.put(
        "input",
        "%s, mean %s, deviation %s"
            .formatted(input.bgr() ? "BGR" : "RGB", input.mean(), input.deviation()));
    model
        .history()
        .forEach(
            (key, value) -> {
              if (!APART.contains(key)) {
                facts.put(key.replace('_', ' '), value);
              }
            });
    return facts;
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static void network(JsonGenerator json, Graph graph) throws IOException {
    json.writeObjectFieldStart("network");
    json.writeArrayFieldStart("rows");
    for (LayerTable.Row row : LayerTable.rows(graph)) {
      json.writeStartObject();
      json.writeStringField("name", row.name());
      json.writeArrayFieldStart("output");
      json.writeNumber(row.output().height());
      json.writeNumber(row.output().width());
      json.writeNumber(row.output().channels());
      json.writeEndArray();
      json.writeNumberField("parameters", row.parameters());
      json.writeNumberField("multiply_adds", row.multiplyAdds());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeObjectFieldStart("total");
    json.writeNumberField("parameters", graph.trainedParameters());
    json.writeNumberField("multiply_adds", graph.multiplyAdds());
    json.writeEndObject();
    json.writeEndObject();
  }

  private static byte[] object(Body body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      body.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return out.toByteArray();
  }
}
