package io.github.googlenet4j.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.file.Safetensors;
import io.github.googlenet4j.file.TensorFile;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights in several safetensors files with an index: {@code {"weight_map": {name: file}}}.
 *
 * <p>The files lie beside the index, under plain names; a name with a folder in it, or a link to
 * elsewhere, is refused. Together they have the tensors of the index, no more and no fewer.
 */
final class ShardedSafetensors implements TensorFile {
  private static final int LARGEST_INDEX = 16 << 20;
  private static final int MOST_FILES = 256;
  private static final String MAP = "weight_map";
  private static final String ADVICE =
      "The index is damaged or hostile: take it from its source again.";

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(8).build())
          .build();

  private final Path index;
  private final Map<String, Safetensors> parts = new LinkedHashMap<>();
  private final Map<String, Safetensors> owners = new LinkedHashMap<>();
  private final Map<String, Description> descriptions = new LinkedHashMap<>();

  private ShardedSafetensors(Path index) {
    this.index = index;
  }

  /**
   * Opens an index and the files that it names, and checks them.
   *
   * @throws ModelFileException if they cannot be trusted, or do not fit each other
   */
  static ShardedSafetensors open(Path index) throws IOException {
    ShardedSafetensors opened = new ShardedSafetensors(index);
    try {
      opened.read();
      return opened;
    } catch (IOException | RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }

  private void read() throws IOException {
    Map<String, String> map = map();
    for (Map.Entry<String, String> entry : map.entrySet()) {
      Safetensors part = part(entry.getValue());
      Description found = part.descriptions().get(entry.getKey());
      if (found == null) {
        throw refused(
            "tensor %s in %s"
                .formatted(
                    PrintableText.shortened(entry.getKey()),
                    PrintableText.shortened(entry.getValue())),
            "none of that name there");
      }
      owners.put(entry.getKey(), part);
      descriptions.put(entry.getKey(), found);
    }
    for (Safetensors part : parts.values()) {
      for (String name : part.descriptions().keySet()) {
        if (owners.get(name) != part) {
          throw refused(
              "only tensors that it names",
              "%s in %s".formatted(PrintableText.shortened(name), part.file().getFileName()));
        }
      }
    }
  }

  private Map<String, String> map() throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(index)) {
      bytes = in.readNBytes(LARGEST_INDEX + 1);
    } catch (IOException e) {
      throw ModelFileException.reading(index, e);
    }
    if (bytes.length > LARGEST_INDEX) {
      throw refused("an index of at most %d bytes".formatted(LARGEST_INDEX), "more");
    }
    Map<String, String> map = new LinkedHashMap<>();
    try (JsonParser json = JSON.createParser(bytes)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw refused("a JSON object", "something else");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String key = json.currentName();
        JsonToken value = json.nextToken();
        if (!key.equals(MAP)) {
          json.skipChildren(); // metadata: sizes, of which the files say more
        } else if (value == JsonToken.START_OBJECT) {
          readMap(json, map);
        } else {
          throw refused(MAP + " to be an object", "another value");
        }
      }
    } catch (JsonProcessingException e) {
      throw refused("JSON", e.getOriginalMessage());
    }
    if (map.isEmpty()) {
      throw new ModelFileException(
          index,
          "expected an index of safetensors files (%s), found JSON without it. Check the path."
              .formatted(MAP));
    }
    return map;
  }

  private void readMap(JsonParser json, Map<String, String> map) throws IOException {
    for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      if (json.nextToken() != JsonToken.VALUE_STRING) {
        throw refused("a file for tensor " + PrintableText.shortened(name), "another value");
      }
      map.put(name, json.getText());
    }
  }

  private Safetensors part(String name) throws IOException {
    Safetensors known = parts.get(name);
    if (known != null) {
      return known;
    }
    if (parts.size() == MOST_FILES) {
      throw refused("at most %d files".formatted(MOST_FILES), "more");
    }
    Safetensors part = Safetensors.open(beside(name));
    parts.put(name, part);
    return part;
  }

  private Path beside(String name) throws IOException {
    Path path;
    try {
      path = Path.of(name);
    } catch (InvalidPathException e) {
      throw refused("the name of a file", PrintableText.shortened(name));
    }
    boolean plain =
        !name.isEmpty()
            && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':')
            && path.getNameCount() == 1
            && !path.isAbsolute()
            && !name.equals(".")
            && !name.equals("..");
    if (!plain) {
      throw refused("the name of a file beside it", PrintableText.shortened(name));
    }
    Path folder = index.toAbsolutePath().resolveSibling("");
    Path file = index.resolveSibling(path);
    if (Files.exists(file) && !folder.toRealPath().equals(file.toRealPath().getParent())) {
      throw new ModelFileException(
          file, "expected a file beside its index, found a link to elsewhere. Copy it there.");
    }
    return file;
  }

  private ModelFileException refused(String expected, String found) {
    return new ModelFileException(
        index, "expected %s, found %s. %s".formatted(expected, found, ADVICE));
  }

  @Override
  public Path file() {
    return index;
  }

  @Override
  public String format() {
    return "safetensors in %d files".formatted(parts.size());
  }

  @Override
  public Map<String, Description> descriptions() {
    return Collections.unmodifiableMap(descriptions);
  }

  @Override
  public Map<String, String> metadata() {
    return Map.of();
  }

  @Override
  public List<String> notes() {
    return List.of();
  }

  @Override
  public Map<String, Tensor> tensors(Collection<String> names) throws IOException {
    Map<Safetensors, List<String>> wanted = new LinkedHashMap<>();
    for (String name : names) {
      Safetensors owner = owners.get(name);
      if (owner == null) {
        throw new IllegalArgumentException(
            "%s: expected a tensor of that name, found none among %d."
                .formatted(name, owners.size()));
      }
      wanted.computeIfAbsent(owner, part -> new ArrayList<>()).add(name);
    }
    Map<String, Tensor> found = new LinkedHashMap<>();
    for (Map.Entry<Safetensors, List<String>> part : wanted.entrySet()) {
      found.putAll(part.getKey().tensors(part.getValue()));
    }
    Map<String, Tensor> ordered = new LinkedHashMap<>();
    names.forEach(name -> ordered.put(name, found.get(name)));
    return ordered;
  }

  @Override
  public void close() throws IOException {
    for (Safetensors part : parts.values()) {
      part.close();
    }
  }
}
