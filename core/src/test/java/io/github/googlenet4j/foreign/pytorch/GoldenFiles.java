package io.github.googlenet4j.foreign.pytorch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** What the real PyTorch wrote and read, see {@code reference/pytorch_golden.py}. */
final class GoldenFiles {
  private GoldenFiles() {}

  static Path file(String name) {
    try {
      return Path.of(Objects.requireNonNull(GoldenFiles.class.getResource(name), name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** For each file its tensors, or JSON's null where the file is to be refused. */
  static Map<String, JsonNode> expected() throws IOException {
    Map<String, JsonNode> expected = new LinkedHashMap<>();
    for (String version : new String[] {"1.13", "2.15"}) {
      JsonNode golden = new ObjectMapper().readTree(file("golden_" + version + ".json").toFile());
      golden.properties().forEach(e -> expected.put(e.getKey(), e.getValue()));
    }
    return expected;
  }
}
