package io.github.googlenet4j.onednn.internal.primitive;

import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of the lowered network: a node of the graph with its formats, or the conversion of an
 * activation to another format.
 *
 * @param name of the activation that it writes
 * @param inputs names of the activations that it reads
 * @param shape of the activation that it writes, for one picture
 * @param format of the activation that it writes
 * @param origin the graph's node; null for a conversion
 */
public record LoweredNode(
    String name, List<String> inputs, Shape shape, ActivationFormat format, @Nullable Node origin) {
  public LoweredNode {
    inputs = List.copyOf(inputs);
  }

  /** Size of the activation that it writes, for one picture. */
  public long bytes() {
    return (long) format.bytes() * shape.size();
  }

  String input() {
    return inputs.get(0);
  }
}
