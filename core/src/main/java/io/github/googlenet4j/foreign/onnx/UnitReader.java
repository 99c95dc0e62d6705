package io.github.googlenet4j.foreign.onnx;

import io.github.googlenet4j.foreign.onnx.NodeValue.Activations;
import io.github.googlenet4j.foreign.onnx.NodeValue.Derived;
import io.github.googlenet4j.foreign.onnx.NodeValue.Known;
import io.github.googlenet4j.foreign.onnx.NodeValue.Pictures;
import io.github.googlenet4j.foreign.onnx.Unit.Kind;
import io.github.googlenet4j.protobuf.ProtobufFile;
import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes units of the nodes, in their order.
 *
 * <p>Batch normalisation, an addition of constants and ReLU join the convolution or linear layer
 * before them, if nothing else reads what is between. Padding joins the pool or convolution behind
 * it. Identity, Dropout and Cast are left out. Whatever is computed from shapes and constants alone
 * is not followed: it can only be another shape.
 */
final class UnitReader {
  private final ProtobufFile file;
  private final OnnxGraph graph;
  private final Units units;
  private final PlaneNodes planes;
  private final RowNodes rows;
  private final Map<String, NodeValue> values = new HashMap<>();

  UnitReader(ProtobufFile file, OnnxGraph graph) {
    this.file = file;
    this.graph = graph;
    units = new Units(graph);
    planes = new PlaneNodes(file, units);
    rows = new RowNodes(units);
  }

  /** All units, in order. */
  List<Unit> read() throws IOException {
    graph.constants().forEach((name, constant) -> values.put(name, new Known(constant)));
    if (graph.inputs().isEmpty()) {
      throw file.refused("an input for pictures", "none", "It is no GoogLeNet.");
    }
    OnnxGraph.Input input = graph.inputs().get(0);
    values.put(input.name(), new Pictures(PictureInput.of(input)));
    graph.inputs().stream().skip(1).forEach(other -> values.put(other.name(), new Derived()));
    for (OnnxNode node : graph.nodes()) {
      read(node);
    }
    return units.all();
  }

  /** What becomes of pictures before the first unit that reads them; empty if none does. */
  Optional<PictureInput> pictures() {
    return units.pictures();
  }

  /** The first unit that reads the pictures. */
  Optional<Unit> first() {
    return units.first();
  }

  /** The unit whose result has a name, if it is one. */
  Optional<Unit> unit(String name) {
    return values.get(name) instanceof Activations activations
        ? Optional.of(activations.unit())
        : Optional.empty();
  }

  private void read(OnnxNode node) throws IOException {
    List<NodeValue> reads = new ArrayList<>();
    for (String name : node.inputs()) {
      if (!name.isEmpty()) {
        NodeValue value = values.get(name);
        if (value == null) {
          throw file.refused(
              "nodes that read results of earlier ones",
              "%s, which reads %s".formatted(node, PrintableText.shortened(name)),
              "Write the file again.");
        }
        reads.add(value);
      }
    }
    NodeValue result = value(node, reads);
    for (String output : node.outputs()) {
      if (!output.isEmpty()) {
        values.put(output, result);
        result = new Derived(); // masks and statistics
      }
    }
  }

  private NodeValue value(OnnxNode node, List<NodeValue> reads) throws IOException {
    if (!node.domain().isEmpty()) {
      return units.other(node, reads, "an operator of " + PrintableText.shortened(node.domain()));
    }
    if (node.type().contains("QuantizeLinear") || node.type().startsWith("QLinear")) {
      throw file.refused(
          "floating-point weights",
          "integers at " + node,
          "Import the float32 model that it was made from.");
    }
    if (reads.stream().allMatch(value -> value instanceof Known || value instanceof Derived)) {
      return ConstantNodes.value(node, reads);
    }
    if (node.type().equals("CastLike") && reads.get(0) instanceof Known) {
      return reads.get(0);
    }
    if ((reads.get(0) instanceof Pictures && !isLayer(node))
        || (reads.size() > 1 && reads.get(1) instanceof Pictures)) {
      return ofPictures(node, reads);
    }
    return switch (node.type()) {
      case "Identity", "Dropout", "Cast", "CastLike" -> units.passed(node, reads.get(0));
      case "Shape", "Size" -> new Derived();
      case "Conv" -> planes.convolution(node, reads);
      case "BatchNormalization" -> planes.norm(node, reads);
      case "Relu" -> planes.relu(node, reads);
      case "LRN" -> units.single(Kind.LOCAL_RESPONSE, node, reads);
      case "MaxPool" -> planes.pool(Kind.MAX_POOL, node, reads);
      case "AveragePool" -> planes.pool(Kind.AVERAGE_POOL, node, reads);
      case "GlobalAveragePool" -> units.single(Kind.GLOBAL_POOL, node, reads);
      case "ReduceMean" -> planes.mean(node, reads);
      case "Concat" -> planes.concatenation(node, reads);
      case "Pad" -> planes.padding(node, reads);
      case "Flatten", "Reshape", "Squeeze" -> rows.flattened(node, reads);
      case "Gemm" -> rows.gemm(node, reads);
      case "MatMul" -> rows.product(node, reads);
      case "Add", "Sum" -> rows.sum(node, reads);
      case "Softmax" -> units.single(Kind.SOFTMAX, node, reads);
      default -> units.other(node, reads, "");
    };
  }

  private static boolean isLayer(OnnxNode node) {
    return node.type().equals("Conv") || node.type().equals("Pad");
  }

  private NodeValue ofPictures(OnnxNode node, List<NodeValue> reads) throws IOException {
    List<PictureInput> inputs = new ArrayList<>();
    List<Constant> constants = new ArrayList<>();
    for (NodeValue value : reads) {
      if (value instanceof Pictures picture) {
        inputs.add(picture.pictures());
      } else if (value instanceof Known known) {
        constants.add(known.constant());
      }
    }
    if (node.type().equals("Shape") || node.type().equals("Size")) {
      return new Derived();
    }
    Optional<PictureInput> changed =
        inputs.size() + constants.size() == reads.size()
            ? PictureInput.changed(file, node, inputs, constants, reads.get(0) instanceof Known)
            : Optional.empty();
    return changed.isPresent() ? new Pictures(changed.get()) : units.other(node, reads, "");
  }
}
