package io.github.googlenet4j.file;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.googlenet4j.graph.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Map;

/** Writes a safetensors file: the header, then the tensors in the order of the map. */
final class SafetensorsWriter implements AtomicFile.Content {
  private static final int ALIGNMENT = 8;
  private static final int CHUNK_VALUES = 1 << 16;

  private final Map<String, Tensor> tensors;
  private final Map<String, ElementType> types;
  private final Map<String, String> metadata;

  /**
   * @param types I8 or I64 of tensors of whole numbers, by name; the others become F32
   */
  SafetensorsWriter(
      Map<String, Tensor> tensors, Map<String, ElementType> types, Map<String, String> metadata) {
    this.tensors = tensors;
    this.types = types;
    this.metadata = metadata;
  }

  @Override
  public void writeTo(WritableByteChannel channel) throws IOException {
    ByteBuffer chunk =
        ByteBuffer.allocateDirect(CHUNK_VALUES * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    byte[] header = header();
    chunk.putLong(header.length);
    writeAll(channel, chunk.flip());
    writeAll(channel, ByteBuffer.wrap(header));
    for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
      float[] values = tensor.getValue().values();
      ElementType type = type(tensor.getKey());
      for (int done = 0; done < values.length; ) {
        int count = Math.min(CHUNK_VALUES, values.length - done);
        chunk.clear().limit(count * type.bytes);
        put(type, values, done, count, chunk);
        writeAll(channel, chunk);
        done += count;
      }
    }
  }

  private static void put(ElementType type, float[] values, int from, int count, ByteBuffer chunk) {
    switch (type) {
      case F32 -> chunk.asFloatBuffer().put(values, from, count);
      case I8 -> {
        for (int i = 0; i < count; i++) {
          chunk.put(i, (byte) values[from + i]);
        }
      }
      case I64 -> {
        for (int i = 0; i < count; i++) {
          chunk.putLong(i * Long.BYTES, (long) values[from + i]);
        }
      }
      default -> throw new IllegalStateException(type.name());
    }
  }

  private ElementType type(String name) {
    return types.getOrDefault(name, ElementType.F32);
  }

  private static void writeAll(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private byte[] header() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = SafetensorsHeader.JSON.createGenerator(bytes)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectFieldStart(SafetensorsHeader.METADATA);
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
          json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
      }
      long offset = 0;
      for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
        long end = offset + (long) entry.getValue().values().length * type(entry.getKey()).bytes;
        json.writeObjectFieldStart(entry.getKey());
        json.writeStringField("dtype", type(entry.getKey()).name());
        writeNumbers(json, "shape", entry.getValue().shape());
        writeNumbers(json, "data_offsets", List.of(offset, end));
        json.writeEndObject();
        offset = end;
      }
      json.writeEndObject();
    }
    while (bytes.size() % ALIGNMENT != 0) {
      bytes.write(' '); // the length in front of it is as long as the alignment
    }
    if (bytes.size() > Safetensors.LONGEST_HEADER) {
      throw new IOException("a header of more than " + Safetensors.LONGEST_HEADER + " bytes");
    }
    return bytes.toByteArray();
  }

  private static void writeNumbers(
      JsonGenerator json, String field, Iterable<? extends Number> numbers) throws IOException {
    json.writeArrayFieldStart(field);
    for (Number number : numbers) {
      json.writeNumber(number.longValue());
    }
    json.writeEndArray();
  }
}
