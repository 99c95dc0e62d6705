package io.github.googlenet4j.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.googlenet4j.file.AtomicFile;
import io.github.googlenet4j.graph.Head;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a finished training's model answered, as a small JSON file: {@code {"images": 40, "right":
 * "1101...", "accuracy": {"main": .9, "aux1": .8, "aux2": .85}}}.
 *
 * @param accuracy top-1 of each head
 * @param right which pictures the main head got right
 * @param images number of pictures
 */
public record RunFile(Map<Head, Double> accuracy, BitSet right, int images) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * Writes the file, whole or not at all; an earlier one is replaced.
   *
   * @throws IOException if it cannot be written
   */
  public void write(Path file) throws IOException {
    ObjectNode tree = MAPPER.createObjectNode();
    tree.put("images", images);
    StringBuilder bits = new StringBuilder();
    for (int i = 0; i < images; i++) {
      bits.append(right.get(i) ? '1' : '0');
    }
    tree.put("right", bits.toString());
    ObjectNode heads = tree.putObject("accuracy");
    accuracy.forEach((head, top1) -> heads.put(head.toString(), top1));
    AtomicFile.write(file, true, tree + "\n");
  }

  /**
   * Reads the file.
   *
   * @throws IOException if it cannot be read, or is no such file
   */
  public static RunFile read(Path file) throws IOException {
    try {
      JsonNode tree = MAPPER.readTree(Files.readString(file));
      String bits = tree.path("right").asText();
      BitSet right = new BitSet();
      for (int i = 0; i < bits.length(); i++) {
        right.set(i, bits.charAt(i) == '1');
      }
      Map<Head, Double> accuracy = new EnumMap<>(Head.class);
      for (Head head : Head.values()) {
        if (tree.path("accuracy").has(head.toString())) {
          accuracy.put(head, tree.path("accuracy").get(head.toString()).asDouble());
        }
      }
      int images = tree.path("images").asInt();
      if (images < 1 || images != bits.length() || !accuracy.containsKey(Head.MAIN)) {
        throw new IOException(
            "%s: expected the answers of a run, found something else. Remove the file."
                .formatted(file));
      }
      return new RunFile(accuracy, right, images);
    } catch (JsonProcessingException e) {
      throw new IOException(
          "%s: expected JSON, found something else. Remove the file.".formatted(file), e);
    }
  }
}
