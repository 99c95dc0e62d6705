package io.github.googlenet4j.serve.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.googlenet4j.serve.v2.TensorData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A tensor's data in JSON: numbers in arrays, nested or not, or pictures as base64, which is how
 * bytes are written in a text.
 */
final class JsonData {
  private float[] numbers = new float[1024];
  private int count;
  private final List<byte[]> elements = new ArrayList<>();

  private JsonData() {}

  /** Reads from the token at which the parser is. */
  static TensorData read(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw Json.bad("data as an array", json.currentToken());
    }
    JsonData data = new JsonData();
    data.array(json);
    if (data.count > 0 && !data.elements.isEmpty()) {
      throw Json.bad("numbers or strings as data", "both");
    }
    return data.elements.isEmpty()
        ? new TensorData.Floats(data.numbers, data.count)
        : new TensorData.Elements(data.elements);
  }

  private void array(JsonParser json) throws IOException {
    int depth = 1;
    while (depth > 0) {
      switch (json.nextToken()) {
        case START_ARRAY -> depth++;
        case END_ARRAY -> depth--;
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> add(json.getFloatValue());
        case VALUE_STRING -> elements.add(decoded(json.getText()));
        case START_OBJECT -> elements.add(object(json));
        default -> throw Json.bad("numbers or base64 as data", json.currentToken());
      }
    }
  }

  private void add(float value) {
    if (count == numbers.length) {
      numbers = Arrays.copyOf(numbers, 2 * count);
    }
    numbers[count++] = value;
  }

  /** {@code {"b64": "..."}}, as an older protocol writes bytes. */
  private static byte[] object(JsonParser json) throws IOException {
    boolean fits = "b64".equals(json.nextFieldName()) && json.nextToken() == JsonToken.VALUE_STRING;
    byte[] bytes = fits ? decoded(json.getText()) : new byte[0];
    if (!fits || json.nextToken() != JsonToken.END_OBJECT) {
      throw Json.bad("{\"b64\": ...} as data", "another object");
    }
    return bytes;
  }

  private static byte[] decoded(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw Json.bad("base64 of a picture, or its bytes as binary data", "another text");
    }
  }
}
