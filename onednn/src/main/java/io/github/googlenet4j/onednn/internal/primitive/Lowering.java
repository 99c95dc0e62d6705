package io.github.googlenet4j.onednn.internal.primitive;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Decides in which format each activation is stored, and inserts conversions where the format that
 * is written is not the one that is read.
 *
 * <p>Quantised convolutions read integers. Other convolutions, linear layers and local response
 * normalisation read the given floating point format. Max pools and concatenations write the format
 * that they read. All other operations read float32. A convolution writes the narrowest format in
 * which its result is read, also behind pools and concatenations. A convolution that computes in
 * floating point cannot write integers.
 */
final class Lowering {
  private final Graph graph;
  private final PrecisionFormats formats;
  private final Shape padded;
  private final Map<String, LoweredNode> nodes = new HashMap<>();
  private final List<LoweredNode> order = new ArrayList<>();

  private Lowering(Graph graph, PrecisionFormats formats, Shape padded) {
    this.graph = graph;
    this.formats = formats;
    this.padded = padded;
  }

  /**
   * The lowered nodes of a simplified graph, in execution order.
   *
   * @param padded shape of the pictures with their border
   */
  static List<LoweredNode> nodes(Graph graph, PrecisionFormats formats, Shape padded) {
    Lowering lowering = new Lowering(graph, formats, padded);
    graph.nodes().forEach(lowering::add);
    return lowering.order;
  }

  private void add(Node node) {
    List<String> inputs = new ArrayList<>();
    for (String input : node.inputs()) {
      inputs.add(in(input, read(node)));
    }
    add(new LoweredNode(node.name(), inputs, node.shape(), written(node), node));
  }

  private void add(LoweredNode lowered) {
    nodes.put(lowered.name(), lowered);
    order.add(lowered);
  }

  /** The name of an activation in this format. Adds a conversion where it has another one. */
  private String in(String name, ActivationFormat wanted) {
    if (format(name).equals(wanted)) {
      return name;
    }
    String converted = name + " as " + wanted;
    if (!nodes.containsKey(converted)) {
      Shape shape = name.equals(Graph.PICTURES) ? padded : graph.shape(name);
      add(new LoweredNode(converted, List.of(name), shape, wanted, null));
    }
    return converted;
  }

  private ActivationFormat format(String name) {
    return name.equals(Graph.PICTURES)
        ? ActivationFormat.FLOAT32
        : Objects.requireNonNull(nodes.get(name), name).format();
  }

  /** The format that a node reads. */
  private ActivationFormat read(Node node) {
    return switch (kind(node)) {
      case CONVOLUTION -> formats.read(graph, node);
      case LINEAR -> formats.floating();
      case LOCAL_RESPONSE -> isResult(node.name()) ? ActivationFormat.FLOAT32 : formats.floating();
      case MAX_POOL -> isResult(node.name()) ? ActivationFormat.FLOAT32 : readByPool(node);
      case CONCATENATION -> asked(node.name());
      case OTHER -> ActivationFormat.FLOAT32;
    };
  }

  /** The format that the pool's readers want, if its input exists in that format anyway. */
  private ActivationFormat readByPool(Node node) {
    ActivationFormat asked = asked(node.name());
    boolean converted =
        graph.readers(node.input()).stream()
            .anyMatch(reader -> !reader.moves() && read(reader).equals(asked));
    return converted ? asked : format(node.input());
  }

  private ActivationFormat written(Node node) {
    return switch (kind(node)) {
      case MAX_POOL, CONCATENATION, LOCAL_RESPONSE -> read(node);
      case CONVOLUTION -> {
        ActivationFormat asked = asked(node.name());
        yield asked.isInteger() && !read(node).isInteger() ? formats.floating() : asked;
      }
      case LINEAR, OTHER -> ActivationFormat.FLOAT32;
    };
  }

  private static OperationKind kind(Node node) {
    return node.operation().accept(OperationKind.OF, node);
  }

  /** The narrowest format in which a node's result is read, also behind pools. */
  private ActivationFormat asked(String name) {
    ActivationFormat asked = ActivationFormat.FLOAT32;
    for (Node reader : isResult(name) ? List.<Node>of() : graph.readers(name)) {
      ActivationFormat one = reader.moves() ? asked(reader.name()) : read(reader);
      asked = one.bytes() < asked.bytes() ? one : asked;
    }
    return asked;
  }

  /** Whether it is an output of the network. Outputs are float32. */
  private boolean isResult(String name) {
    return graph.outputs().containsValue(name);
  }
}
