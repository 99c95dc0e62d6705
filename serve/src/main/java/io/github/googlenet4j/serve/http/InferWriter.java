package io.github.googlenet4j.serve.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.googlenet4j.serve.v2.InferRequest;
import io.github.googlenet4j.serve.v2.InferResponse;
import io.github.googlenet4j.serve.v2.RawTensor;
import io.github.googlenet4j.serve.v2.TensorData;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** Writes answers: a document of JSON, and behind it the tensors that are asked for as bytes. */
final class InferWriter {
  private static final String BINARY = "binary_data";
  private static final String ALL_BINARY = "binary_data_output";

  private InferWriter() {}

  /**
   * Writes the answer.
   *
   * @param raw whether the request was a raw one, whose answer is binary
   */
  static void write(Context context, InferRequest request, InferResponse response, boolean raw) {
    List<byte[]> behind = new ArrayList<>();
    byte[] document = Json.bytes(json -> write(json, request, response, raw, behind));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(document);
    behind.forEach(out::writeBytes);
    context.contentType(behind.isEmpty() ? "application/json" : "application/octet-stream");
    if (!behind.isEmpty()) {
      context.header(InferBody.HEADER_LENGTH, Integer.toString(document.length));
    }
    context.result(packed(context, out.toByteArray()));
  }

  private static void write(
      JsonGenerator json,
      InferRequest request,
      InferResponse response,
      boolean raw,
      List<byte[]> behind)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("model_name", response.model());
    json.writeStringField("model_version", response.version());
    if (!response.id().isEmpty()) {
      json.writeStringField("id", response.id());
    }
    json.writeArrayFieldStart("outputs");
    for (int i = 0; i < response.outputs().size(); i++) {
      InferResponse.Output output = response.outputs().get(i);
      json.writeStartObject();
      json.writeStringField("name", output.name());
      json.writeStringField("datatype", output.datatype().name());
      json.writeArrayFieldStart("shape");
      for (long side : output.shape()) {
        json.writeNumber(side);
      }
      json.writeEndArray();
      if (binary(request, i, raw)) {
        byte[] bytes = RawTensor.bytes(output.data());
        behind.add(bytes);
        json.writeObjectFieldStart("parameters");
        json.writeNumberField(InferReader.BINARY_SIZE, bytes.length);
        json.writeEndObject();
      } else {
        json.writeArrayFieldStart("data");
        write(json, output.data());
        json.writeEndArray();
      }
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static boolean binary(InferRequest request, int output, boolean raw) {
    boolean otherwise = raw || Boolean.TRUE.equals(request.parameters().get(ALL_BINARY));
    if (request.outputs().isEmpty()) {
      return otherwise;
    }
    Object own = request.outputs().get(output).parameters().get(BINARY);
    return own instanceof Boolean value ? value : otherwise;
  }

  private static void write(JsonGenerator json, TensorData data) throws IOException {
    if (data instanceof TensorData.Floats floats) {
      for (int i = 0; i < floats.count(); i++) {
        json.writeNumber(floats.values()[i]);
      }
    } else if (data instanceof TensorData.Longs longs) {
      for (long value : longs.values()) {
        json.writeNumber(value);
      }
    } else if (data instanceof TensorData.Elements elements) {
      for (byte[] value : elements.values()) {
        json.writeString(new String(value, StandardCharsets.UTF_8));
      }
    } else {
      throw new IllegalStateException("raw data has no form in JSON");
    }
  }

  private static byte[] packed(Context context, byte[] bytes) {
    String accepted = Requests.header(context, "Accept-Encoding");
    boolean gzip = accepted.contains("gzip");
    if (!gzip && !accepted.contains("deflate")) {
      return bytes;
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out =
        gzip ? new GZIPOutputStream(packed) : new DeflaterOutputStream(packed)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    context.header("Content-Encoding", gzip ? "gzip" : "deflate");
    context.header("Vary", "Accept-Encoding");
    return packed.toByteArray();
  }
}
