package io.github.googlenet4j.serve.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.googlenet4j.serve.model.ModelStatistics;
import io.github.googlenet4j.serve.model.ServedModel;
import io.github.googlenet4j.serve.v2.ServerFacts;
import io.github.googlenet4j.serve.v2.TensorSpec;
import io.github.googlenet4j.serve.v2.View;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What the protocol says of servers and models, as JSON. */
final class V2Json {
  private V2Json() {}

  static void server(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", ServerFacts.NAME);
    json.writeStringField("version", ServerFacts.version());
    json.writeArrayFieldStart("extensions");
    for (String extension : ServerFacts.EXTENSIONS) {
      json.writeString(extension);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  static Json.Value metadata(ServedModel model, View view) {
    return json -> {
      json.writeStartObject();
      json.writeStringField("name", view.name(model));
      json.writeArrayFieldStart("versions");
      json.writeString(model.version());
      json.writeEndArray();
      json.writeStringField("platform", ServerFacts.PLATFORM);
      json.writeArrayFieldStart("inputs");
      tensor(json, view.input(model));
      json.writeEndArray();
      json.writeArrayFieldStart("outputs");
      for (TensorSpec output : view.outputs(model)) {
        tensor(json, output);
      }
      json.writeEndArray();
      json.writeEndObject();
    };
  }

  private static void tensor(JsonGenerator json, TensorSpec spec) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", spec.name());
    json.writeStringField("datatype", spec.datatype().name());
    json.writeArrayFieldStart("shape");
    for (long side : spec.shape()) {
      json.writeNumber(side);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Triton's configuration, in which the batch is no dimension of a tensor. */
  static Json.Value config(ServedModel model, View view) {
    return json -> {
      json.writeStartObject();
      json.writeStringField("name", view.name(model));
      json.writeStringField("platform", ServerFacts.PLATFORM);
      json.writeStringField("backend", ServerFacts.NAME);
      json.writeNumberField("max_batch_size", 0);
      json.writeArrayFieldStart("input");
      configured(json, view.input(model));
      json.writeEndArray();
      json.writeArrayFieldStart("output");
      for (TensorSpec output : view.outputs(model)) {
        configured(json, output);
      }
      json.writeEndArray();
      json.writeEndObject();
    };
  }

  private static void configured(JsonGenerator json, TensorSpec spec) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", spec.name());
    json.writeStringField("data_type", spec.datatype().config());
    json.writeArrayFieldStart("dims");
    for (long side : spec.shape()) {
      json.writeNumber(side);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  static Json.Value index(List<ServedModel> models) {
    return json -> {
      json.writeStartArray();
      for (ServedModel model : models) {
        for (View view : View.values()) {
          json.writeStartObject();
          json.writeStringField("name", view.name(model));
          json.writeStringField("version", model.version());
          json.writeStringField("state", "READY");
          json.writeStringField("reason", "");
          json.writeEndObject();
        }
      }
      json.writeEndArray();
    };
  }

  static Json.Value statistics(ServedModel model, View view) {
    return statistics(Map.of(view.name(model), model));
  }

  static Json.Value statistics(List<ServedModel> models) {
    Map<String, ServedModel> named = new java.util.TreeMap<>();
    models.forEach(model -> named.put(model.name(), model));
    return statistics(named);
  }

  private static Json.Value statistics(Map<String, ServedModel> models) {
    return json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("model_stats");
      for (Map.Entry<String, ServedModel> each : models.entrySet()) {
        one(json, each.getKey(), each.getValue());
      }
      json.writeEndArray();
      json.writeEndObject();
    };
  }

  private static void one(JsonGenerator json, String name, ServedModel model) throws IOException {
    ModelStatistics statistics = model.statistics();
    json.writeStartObject();
    json.writeStringField("name", name);
    json.writeStringField("version", model.version());
    json.writeNumberField("last_inference", statistics.last());
    json.writeNumberField("inference_count", statistics.pictures());
    long runs =
        statistics.batches().values().stream().mapToLong(ModelStatistics.Total::count).sum();
    json.writeNumberField("execution_count", runs);
    json.writeObjectFieldStart("inference_stats");
    total(json, "success", statistics.succeeded());
    total(json, "fail", statistics.failed());
    total(json, "queue", statistics.waiting());
    total(json, "compute_input", statistics.decoding());
    total(json, "compute_infer", statistics.running());
    total(json, "compute_output", new ModelStatistics.Total(0, 0));
    json.writeEndObject();
    json.writeArrayFieldStart("batch_stats");
    for (Map.Entry<Integer, ModelStatistics.Total> batch : statistics.batches().entrySet()) {
      json.writeStartObject();
      json.writeNumberField("batch_size", batch.getKey());
      total(json, "compute_input", new ModelStatistics.Total(0, 0));
      total(json, "compute_infer", batch.getValue());
      total(json, "compute_output", new ModelStatistics.Total(0, 0));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void total(JsonGenerator json, String name, ModelStatistics.Total total)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("count", total.count());
    json.writeNumberField("ns", total.nanos());
    json.writeEndObject();
  }
}
