package io.github.googlenet4j.onnx;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation.Normalization;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.onnx.OnnxGraphBuilder.Dimension;
import io.github.googlenet4j.protobuf.ProtobufMessage;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network as an ONNX graph: its input, its nodes, its weights, its outputs.
 *
 * <p>Results keep the names of their nodes, constants those of their parameters. Where an operation
 * takes several operators, the results between have the node's name and a word after a dot.
 */
final class GraphTranslation {
  private static final String BATCH = "batch";

  private final Graph graph;
  private final OnnxInput input;
  private final OnnxGraphBuilder nodes = new OnnxGraphBuilder();
  private final OperatorTranslation operators;
  private final Map<String, String> outputs = new LinkedHashMap<>();
  private final Map<String, String> declared = new HashMap<>(); // by node
  private final String inputName;

  /**
   * @throws IllegalArgumentException if the network has what ONNX or this input cannot express
   */
  GraphTranslation(Network network, OnnxInput input, OnnxOptions options) {
    this.graph = network.graph();
    this.input = input;
    QuantizedNodes quantized = new QuantizedNodes(network, options, nodes);
    this.operators = new OperatorTranslation(graph, nodes, quantized);
    this.inputName = input == OnnxInput.NETWORK ? readInput() : readPictures();
    for (Node node : graph.nodes()) {
      if (!node.name().equals(inputName)) {
        operators.add(node);
      }
    }
    for (Parameter parameter : graph.parameters()) {
      if (!quantized.constants().contains(parameter.name())) {
        float[] values = network.weights().values(parameter.name());
        nodes.constant(parameter.name(), parameter.shape(), values);
      }
    }
    graph.outputs().forEach((output, name) -> outputs.put(output, output(name)));
    declareInput(); // last: now it is known which sides it may have
  }

  /** Everything, as onnx.proto's GraphProto. */
  ProtobufMessage graph() {
    return nodes.graph("googlenet");
  }

  /** Name of the one input. */
  String inputName() {
    return inputName;
  }

  /** For each output of the graph its name in ONNX; it gives picture after picture, NHWC. */
  Map<String, String> outputs() {
    return Collections.unmodifiableMap(outputs);
  }

  /** Whether it runs on pictures of any size, not only of the graph's. */
  boolean anySide() {
    return operators.anySide();
  }

  /** The input takes the place of the normalisation's result. */
  private String readInput() {
    Node first = graph.nodes().get(0);
    if (!(first.operation() instanceof Normalization)
        || graph.readers(Graph.PICTURES).size() != 1) {
      throw new IllegalArgumentException(
          "%s: expected a normalisation that alone reads the pictures, found %s. Export the network as it was built."
              .formatted(first.name(), first.operation().getClass().getSimpleName()));
    }
    operators.nameInput(first.name(), first.name());
    return first.name();
  }

  private String readPictures() {
    String planes = Graph.PICTURES + ".planes";
    nodes.add(
        "Transpose", List.of(Graph.PICTURES), planes, OnnxGraphBuilder.numbers("perm", 0, 3, 1, 2));
    if (input == OnnxInput.BYTES) {
      String floats = Graph.PICTURES + ".floats";
      nodes.add(
          "Cast", List.of(planes), floats, OnnxGraphBuilder.number("to", OnnxGraphBuilder.FLOAT));
      planes = floats;
    }
    operators.nameInput(Graph.PICTURES, planes);
    return Graph.PICTURES;
  }

  private void declareInput() {
    Shape shape = graph.input();
    boolean anySide = operators.anySide();
    Dimension height = anySide ? Dimension.any("height") : Dimension.of(shape.height());
    Dimension width = anySide ? Dimension.any("width") : Dimension.of(shape.width());
    Dimension channels = Dimension.of(shape.channels());
    if (input == OnnxInput.NETWORK) {
      nodes.input(
          inputName,
          OnnxGraphBuilder.FLOAT,
          List.of(Dimension.any(BATCH), channels, height, width)); // NCHW
    } else {
      int type = input == OnnxInput.BYTES ? OnnxGraphBuilder.UINT8 : OnnxGraphBuilder.FLOAT;
      nodes.input(inputName, type, List.of(Dimension.any(BATCH), height, width, channels)); // NHWC
    }
  }

  /** Declares a node's result as an output and returns the output's name. */
  private String output(String name) {
    return declared.computeIfAbsent(name, this::declareOutput);
  }

  private String declareOutput(String name) {
    Shape shape = graph.shape(name);
    if (shape.height() == 1 && shape.width() == 1) {
      String row = operators.row(name);
      nodes.output(row, List.of(Dimension.any(BATCH), Dimension.of(shape.channels())));
      return row;
    }
    String pixels = operators.pixels(name);
    nodes.output(
        pixels,
        List.of(
            Dimension.any(BATCH),
            Dimension.of(shape.height()),
            Dimension.of(shape.width()),
            Dimension.of(shape.channels())));
    return pixels;
  }
}
