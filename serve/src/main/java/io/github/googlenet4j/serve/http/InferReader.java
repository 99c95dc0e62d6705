package io.github.googlenet4j.serve.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.github.googlenet4j.serve.v2.InferRequest;
import io.github.googlenet4j.serve.v2.TensorData;
import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads requests to infer, token by token: a document of numbers is never a tree in memory. */
final class InferReader {
  /** What an input has instead of data: as many bytes behind the document. */
  static final String BINARY_SIZE = "binary_data_size";

  private static final int MOST_TENSORS = 16;
  private static final int MOST_DIMENSIONS = 8;
  private static final int MOST_PARAMETERS = 64;

  private final JsonFactory json;

  InferReader(int bytes) {
    this.json = Json.reading(bytes);
  }

  /** An input as the document has it. */
  private static final class Unfinished {
    String name = "";
    String datatype = "";
    List<Long> shape = List.of();
    Map<String, Object> parameters = Map.of();
    TensorData data = new TensorData.Floats(new float[0], 0);
    boolean hasData;
  }

  InferRequest read(InferBody body) {
    try (JsonParser parser = json.createParser(body.bytes(), 0, body.json())) {
      InferRequest request = request(parser, body.binary());
      if (parser.nextToken() != null) {
        throw Json.bad("nothing behind the document", "more");
      }
      return request;
    } catch (JsonProcessingException e) {
      String found = String.valueOf(e.getOriginalMessage());
      int line = found.indexOf('\n');
      found = line < 0 ? found : found.substring(0, line);
      throw Json.bad("JSON of at most 100 levels", PrintableText.shortened(found));
    } catch (IOException e) {
      throw Json.bad("JSON", "bytes of another kind");
    }
  }

  private static InferRequest request(JsonParser json, ByteBuffer binary) throws IOException {
    require(json.nextToken() == JsonToken.START_OBJECT, "an object", json);
    String id = "";
    Map<String, Object> parameters = Map.of();
    List<Unfinished> inputs = List.of();
    List<InferRequest.Output> outputs = new ArrayList<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "id" -> id = text(json);
        case "parameters" -> parameters = parameters(json);
        case "inputs" -> inputs = inputs(json);
        case "outputs" -> outputs = outputs(json);
        default -> json.skipChildren();
      }
    }
    List<InferRequest.Input> finished = new ArrayList<>();
    for (Unfinished input : inputs) {
      finished.add(finish(input, binary));
    }
    if (binary.hasRemaining()) {
      throw Json.bad(
          "as many bytes behind the document as its inputs say", binary.remaining() + " more");
    }
    return new InferRequest(id, parameters, finished, outputs);
  }

  private static InferRequest.Input finish(Unfinished input, ByteBuffer binary) {
    TensorData data = input.data;
    if (input.parameters.get(BINARY_SIZE) instanceof Number size) {
      long length = size.longValue();
      if (input.hasData || length < 0 || length > binary.remaining()) {
        throw Json.bad(BINARY_SIZE + " of 0 to " + binary.remaining() + " and no data", length);
      }
      ByteBuffer bytes = binary.slice(binary.position(), (int) length);
      binary.position(binary.position() + (int) length);
      data = new TensorData.Raw(bytes);
    } else if (!input.hasData) {
      throw Json.bad("data or " + BINARY_SIZE + " in every input", "neither");
    }
    return new InferRequest.Input(input.name, input.datatype, input.shape, data);
  }

  private static List<Unfinished> inputs(JsonParser json) throws IOException {
    require(json.currentToken() == JsonToken.START_ARRAY, "inputs as an array", json);
    List<Unfinished> inputs = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      require(json.currentToken() == JsonToken.START_OBJECT, "inputs as objects", json);
      require(inputs.size() < MOST_TENSORS, "at most " + MOST_TENSORS + " inputs", json);
      Unfinished input = new Unfinished();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "name" -> input.name = text(json);
          case "datatype" -> input.datatype = text(json);
          case "shape" -> input.shape = shape(json);
          case "parameters" -> input.parameters = parameters(json);
          case "data" -> {
            input.data = JsonData.read(json);
            input.hasData = true;
          }
          default -> json.skipChildren();
        }
      }
      inputs.add(input);
    }
    return inputs;
  }

  private static List<InferRequest.Output> outputs(JsonParser json) throws IOException {
    require(json.currentToken() == JsonToken.START_ARRAY, "outputs as an array", json);
    List<InferRequest.Output> outputs = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      require(json.currentToken() == JsonToken.START_OBJECT, "outputs as objects", json);
      require(outputs.size() < MOST_TENSORS, "at most " + MOST_TENSORS + " outputs", json);
      String name = "";
      Map<String, Object> parameters = Map.of();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "name" -> name = text(json);
          case "parameters" -> parameters = parameters(json);
          default -> json.skipChildren();
        }
      }
      outputs.add(new InferRequest.Output(name, parameters));
    }
    return outputs;
  }

  private static List<Long> shape(JsonParser json) throws IOException {
    require(json.currentToken() == JsonToken.START_ARRAY, "a shape as an array", json);
    List<Long> shape = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      require(json.currentToken() == JsonToken.VALUE_NUMBER_INT, "whole numbers in a shape", json);
      require(shape.size() < MOST_DIMENSIONS, "at most " + MOST_DIMENSIONS + " dimensions", json);
      shape.add(json.getLongValue()); // refuses what 64 bits do not hold
    }
    return shape;
  }

  private static Map<String, Object> parameters(JsonParser json) throws IOException {
    require(json.currentToken() == JsonToken.START_OBJECT, "parameters as an object", json);
    Map<String, Object> parameters = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      require(
          parameters.size() < MOST_PARAMETERS, "at most " + MOST_PARAMETERS + " parameters", json);
      String name = json.currentName();
      switch (json.nextToken()) {
        case VALUE_TRUE -> parameters.put(name, true);
        case VALUE_FALSE -> parameters.put(name, false);
        case VALUE_NUMBER_INT -> parameters.put(name, json.getLongValue());
        case VALUE_NUMBER_FLOAT -> parameters.put(name, json.getDoubleValue());
        case VALUE_STRING -> parameters.put(name, json.getText());
        case VALUE_NULL -> {}
        default ->
            throw Json.bad("numbers, strings and booleans as parameters", json.currentToken());
      }
    }
    return parameters;
  }

  private static String text(JsonParser json) throws IOException {
    require(json.currentToken() == JsonToken.VALUE_STRING, "a string as name", json);
    return json.getText();
  }

  private static void require(boolean holds, String expected, JsonParser json) {
    if (!holds) {
      throw Json.bad(expected, json.currentToken());
    }
  }
}
