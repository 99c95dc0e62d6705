package io.github.googlenet4j.onednn.internal.primitive;

import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes a primitive, or a few: a node, or the conversion of an activation to another format.
 *
 * @param name of the activation that it writes
 * @param inputs names of those that it reads
 * @param shape of what it writes
 * @param format of what it writes
 * @param origin null for a conversion
 */
public record LoweredNode(
    String name, List<String> inputs, Shape shape, ActivationFormat format, @Nullable Node origin) {
  public LoweredNode {
    inputs = List.copyOf(inputs);
  }

  /** Of what it writes for one picture. */
  public long bytes() {
    return (long) format.bytes() * shape.size();
  }

  String input() {
    return inputs.get(0);
  }
}
