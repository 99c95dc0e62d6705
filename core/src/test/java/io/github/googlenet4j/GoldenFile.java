package io.github.googlenet4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;

/**
 * Numbers of a reference program in a file of safetensors layout. The reader here checks nothing
 * and shares no code with the project's own.
 */
public final class GoldenFile {
  private final JsonNode header;
  private final ByteBuffer data;

  private GoldenFile(byte[] bytes) throws IOException {
    ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = Math.toIntExact(all.getLong(0));
    header = new ObjectMapper().readTree(new String(bytes, 8, length, StandardCharsets.UTF_8));
    data = all.position(8 + length).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A golden file of the shared folder; skips the test where there is none. */
  public static GoldenFile shared(String name) {
    try {
      return new GoldenFile(Files.readAllBytes(SharedData.path(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A golden file in the resources of the tests. */
  public static GoldenFile resource(String name) {
    try (InputStream in = GoldenFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException(name);
      }
      return new GoldenFile(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An entry of the file's metadata. */
  public String metadata(String key) {
    return header.get("__metadata__").get(key).asText();
  }

  /** The names and shapes of all tensors, sorted. */
  public Map<String, int[]> shapes() {
    Map<String, int[]> shapes = new TreeMap<>();
    header
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!name.equals("__metadata__")) {
                shapes.put(name, shape(name));
              }
            });
    return shapes;
  }

  /** A tensor's shape. */
  public int[] shape(String tensor) {
    JsonNode shape = header.get(tensor).get("shape");
    int[] extents = new int[shape.size()];
    for (int i = 0; i < extents.length; i++) {
      extents[i] = shape.get(i).asInt();
    }
    return extents;
  }

  /** A tensor of float32. */
  public float[] floats(String tensor) {
    ByteBuffer bytes = bytes(tensor);
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  /** A tensor of 64-bit integers. */
  public long[] longs(String tensor) {
    ByteBuffer bytes = bytes(tensor);
    long[] values = new long[bytes.remaining() / Long.BYTES];
    bytes.asLongBuffer().get(values);
    return values;
  }

  /** A tensor of unsigned bytes, 0..255. */
  public float[] unsignedBytes(String tensor) {
    ByteBuffer bytes = bytes(tensor);
    float[] values = new float[bytes.remaining()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Byte.toUnsignedInt(bytes.get(i));
    }
    return values;
  }

  private ByteBuffer bytes(String tensor) {
    JsonNode offsets = header.get(tensor).get("data_offsets");
    int from = offsets.get(0).asInt();
    return data.slice(from, offsets.get(1).asInt() - from).order(ByteOrder.LITTLE_ENDIAN);
  }
}
