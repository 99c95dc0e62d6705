package io.github.googlenet4j.foreign.onnx;

import io.github.googlenet4j.text.PrintableText;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A node of an ONNX graph.
 *
 * @param type its operator: {@code Conv}
 * @param domain of the operator; empty for ONNX's own
 * @param name often empty
 * @param inputs names of what it reads; an empty one was left out
 * @param outputs names of its results
 */
record OnnxNode(
    String type,
    String domain,
    String name,
    List<String> inputs,
    List<String> outputs,
    Map<String, Attribute> attributes) {

  /** One attribute; which of the values counts depends on the operator. */
  record Attribute(
      long integer,
      float decimal,
      String text,
      List<Long> integers,
      Optional<Float> onlyDecimal,
      Optional<Constant> tensor) {}

  /** The name of an input; empty if it was left out. */
  String input(int index) {
    return index < inputs.size() ? inputs.get(index) : "";
  }

  String output() {
    return outputs.isEmpty() ? "" : outputs.get(0);
  }

  long integer(String attribute, long otherwise) {
    Attribute found = attributes.get(attribute);
    return found == null ? otherwise : found.integer;
  }

  float decimal(String attribute, float otherwise) {
    Attribute found = attributes.get(attribute);
    return found == null ? otherwise : found.decimal;
  }

  String text(String attribute, String otherwise) {
    Attribute found = attributes.get(attribute);
    return found == null ? otherwise : found.text;
  }

  Optional<List<Long>> integers(String attribute) {
    return Optional.ofNullable(attributes.get(attribute)).map(Attribute::integers);
  }

  /** As a message names it. */
  @Override
  public String toString() {
    String shown = name.isEmpty() ? output() : name;
    return "node %s (%s)".formatted(PrintableText.shortened(shown), PrintableText.shortened(type));
  }
}
