package io.github.googlenet4j.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Safetensors files, right and wrong, made without the code under test. */
public final class RawSafetensors {
  private RawSafetensors() {}

  public static Path write(Path file, String header, int... data) throws IOException {
    byte[] bytes = new byte[data.length];
    for (int i = 0; i < data.length; i++) {
      bytes[i] = (byte) data[i];
    }
    return writeBytes(file, header.getBytes(StandardCharsets.UTF_8), bytes);
  }

  public static Path writeBytes(Path file, byte[] header, byte[] data) throws IOException {
    return Files.write(
        file,
        ByteBuffer.allocate(8 + header.length + data.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(header.length)
            .put(header)
            .put(data)
            .array());
  }

  public static ObjectNode header(Path file) throws IOException {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      byte[] json = new byte[(int) Long.reverseBytes(in.readLong())];
      in.readFully(json);
      return (ObjectNode) new ObjectMapper().readTree(json);
    }
  }

  /** A file with this header and as many zeros as its tensors need, one behind the other. */
  public static Path writeZeros(Path file, ObjectNode header) throws IOException {
    long offset = 0;
    for (var tensor : header.properties()) {
      if (tensor.getKey().equals("__metadata__")) {
        continue;
      }
      long size = tensor.getValue().get("dtype").asText().equals("I64") ? 8 : 4;
      for (JsonNode extent : tensor.getValue().get("shape")) {
        size *= extent.asLong();
      }
      ObjectNode node = (ObjectNode) tensor.getValue();
      node.putArray("data_offsets").add(offset).add(offset + size);
      offset += size;
    }
    byte[] json = new ObjectMapper().writeValueAsBytes(header);
    writeBytes(file, json, new byte[0]);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.setLength(8 + json.length + offset); // a hole, which takes no room on most disks
    }
    return file;
  }

  /** Adds an F32 tensor to a header. */
  public static void put(ObjectNode header, String name, Integer... shape) {
    ObjectNode tensor = header.putObject(name).put("dtype", "F32");
    var extents = tensor.putArray("shape");
    Arrays.stream(shape).forEach(extents::add);
  }
}
