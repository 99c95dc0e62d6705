package io.github.googlenet4j.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.github.googlenet4j.file.Safetensors.Entry;
import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The JSON header of a safetensors file, checked: every tensor has a known type and as many bytes
 * as its shape needs, and all tensors together cover the data exactly, without overlap or hole.
 *
 * <p>JSON is read as a stream: to start a data binding would take ten times as long as the reading.
 */
final class SafetensorsHeader {
  static final String METADATA = "__metadata__";
  static final String DAMAGED = "The file is damaged or cut short: copy it again.";

  /**
   * Limits the memory for a header of many tiny entries; the largest published models have 10^4.
   */
  private static final int MOST_ENTRIES = 1 << 16;

  private static final int MOST_EXTENTS = 32;

  // Names are neither interned nor kept in a table that a hostile file could fill.
  static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(8).build())
          .build();

  final Map<String, String> metadata = new LinkedHashMap<>();
  final Map<String, Entry> entries = new LinkedHashMap<>();

  private final Path file;
  private final long dataLength;
  private final TensorProblems problems = new TensorProblems();

  private SafetensorsHeader(Path file, long dataLength) {
    this.file = file;
    this.dataLength = dataLength;
  }

  static SafetensorsHeader parse(Path file, ByteBuffer bytes, long dataLength) throws IOException {
    SafetensorsHeader header = new SafetensorsHeader(file, dataLength);
    try (JsonParser json = JSON.createParser(header.text(bytes))) {
      header.parse(json);
    } catch (JsonProcessingException e) {
      throw header.refused("a header in JSON", e.getOriginalMessage());
    }
    header.problems.throwIfAny(file, DAMAGED);
    header.checkCover();
    return header;
  }

  /** Strictly UTF-8: a JSON parser would also accept UTF-16 and UTF-32. */
  private String text(ByteBuffer bytes) throws ModelFileException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw refused("a header in UTF-8", "other bytes");
    }
    if (!text.startsWith("{")) {
      throw refused("a header that begins with {", "another character");
    }
    return text;
  }

  private ModelFileException refused(String expected, String found) {
    return new ModelFileException(
        file, "expected %s, found: %s. %s".formatted(expected, found, DAMAGED));
  }

  private void parse(JsonParser json) throws IOException {
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      if (name.equals(METADATA)) {
        parseMetadata(json);
      } else {
        parseEntry(name, json);
      }
      if (entries.size() + metadata.size() > MOST_ENTRIES) {
        throw refused("at most %d names".formatted(MOST_ENTRIES), "more");
      }
    }
    if (json.nextToken() != null) {
      throw refused("a header of one JSON object", "more behind it");
    }
  }

  private void parseMetadata(JsonParser json) throws IOException {
    if (!json.hasToken(JsonToken.START_OBJECT)) {
      throw refused(METADATA + " to be an object of strings", json.currentToken().toString());
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      if (json.nextToken() != JsonToken.VALUE_STRING) {
        throw refused(
            METADATA + " to be an object of strings",
            "another value of " + PrintableText.shortened(key));
      }
      metadata.put(key, json.getText());
      if (metadata.size() > MOST_ENTRIES) {
        return;
      }
    }
  }

  private void parseEntry(String name, JsonParser json) throws IOException {
    if (!json.hasToken(JsonToken.START_OBJECT)) {
      json.skipChildren();
      problems.add(name, "an object", "another value");
      return;
    }
    String type = null;
    List<Long> shape = null;
    List<Long> offsets = null;
    String surplus = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "dtype" -> type = string(json);
        case "shape" -> shape = integers(json);
        case "data_offsets" -> offsets = integers(json);
        default -> {
          json.skipChildren();
          surplus = field;
        }
      }
    }
    if (surplus != null) {
      problems.add(
          name, "dtype, shape and data_offsets only", PrintableText.shortened(surplus) + " too");
    } else if (type == null) {
      problems.add(name, "a dtype", "none");
    } else if (shape == null || shape.size() > MOST_EXTENTS) {
      problems.add(name, "a shape of at most %d whole numbers".formatted(MOST_EXTENTS), "another");
    } else if (offsets == null || offsets.size() != 2) {
      problems.add(name, "data_offsets of two whole numbers", "others");
    } else {
      check(name, type, shape, offsets.get(0), offsets.get(1));
    }
  }

  private static @Nullable String string(JsonParser json) throws IOException {
    json.skipChildren();
    return json.hasToken(JsonToken.VALUE_STRING) ? json.getText() : null;
  }

  /** An array of whole numbers, cut after the first surplus one; null if it is another value. */
  private static @Nullable List<Long> integers(JsonParser json) throws IOException {
    if (!json.hasToken(JsonToken.START_ARRAY)) {
      json.skipChildren();
      return null;
    }
    List<Long> numbers = new ArrayList<>();
    boolean whole = true;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == null) {
        return null;
      }
      if (json.hasToken(JsonToken.VALUE_NUMBER_INT)
          && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
        if (numbers.size() <= MOST_EXTENTS) {
          numbers.add(json.getLongValue());
        }
      } else {
        json.skipChildren();
        whole = false;
      }
    }
    return whole ? numbers : null;
  }

  private void check(String name, String type, List<Long> shape, long begin, long end) {
    ElementType elements = ElementType.named(type);
    if (elements == null) {
      problems.add(name, "a dtype of safetensors", PrintableText.shortened(type));
      return;
    }
    if (shape.stream().anyMatch(extent -> extent < 0 || extent > Integer.MAX_VALUE)) {
      problems.add(name, "extents from 0 to " + Integer.MAX_VALUE, shape);
      return;
    }
    if (begin < 0 || end < begin || end > dataLength) {
      problems.add(
          name,
          "data within the %d bytes behind the header".formatted(dataLength),
          "bytes %d to %d".formatted(begin, end));
      return;
    }
    long size = elements.bytes;
    try {
      for (long extent : shape) {
        size = Math.multiplyExact(size, extent);
      }
    } catch (ArithmeticException e) {
      problems.add(name, "a shape whose bytes can be counted", shape);
      return;
    }
    if (size != end - begin) {
      problems.add(
          name, "%d bytes for %s %s".formatted(size, type, shape), (end - begin) + " bytes");
      return;
    }
    List<Integer> extents = shape.stream().map(Long::intValue).toList();
    entries.put(name, new Entry(type, extents, begin, end));
  }

  /** Every byte of the data belongs to exactly one tensor. */
  private void checkCover() throws ModelFileException {
    List<Map.Entry<String, Entry>> sorted = new ArrayList<>(entries.entrySet());
    sorted.sort(
        Comparator.comparingLong((Map.Entry<String, Entry> e) -> e.getValue().begin())
            .thenComparingLong(e -> e.getValue().end()));
    String previous = "the header";
    long position = 0;
    for (Map.Entry<String, Entry> tensor : sorted) {
      long begin = tensor.getValue().begin();
      if (begin != position) {
        problems.add(
            tensor.getKey(),
            "data from byte %d, where %s ends".formatted(position, previous),
            "from byte " + begin);
      }
      previous = "tensor " + PrintableText.shortened(tensor.getKey());
      position = Math.max(position, tensor.getValue().end());
    }
    problems.throwIfAny(file, "The file is damaged or hostile: take it from its source again.");
    if (position != dataLength) {
      throw refused(
          "%d bytes behind the header, where %s ends".formatted(position, previous),
          dataLength + " bytes");
    }
  }
}
