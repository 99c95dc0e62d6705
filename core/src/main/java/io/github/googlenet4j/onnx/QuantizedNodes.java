package io.github.googlenet4j.onnx;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Quantization;
import io.github.googlenet4j.graph.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Adds the nodes of a quantised network: each activation that convolutions read is quantised and
 * dequantised again, and weights are dequantised ("QDQ"). Runtimes fuse these pairs with the
 * operators between them.
 *
 * <p>The first convolution stays in floating point: its input may be negative.
 *
 * <p>With signed activations biases stay in floating point, too: TensorRT dequantises no 32 bits.
 * An activation is still never negative, so that integers from 0 to 127 are left for it, and values
 * beyond its range are clipped.
 */
final class QuantizedNodes {
  private static final float LARGEST_BIAS = 0x1p30f;

  private final Graph graph;
  private final Network network;
  private final Optional<Quantization> quantization;
  private final boolean signed;
  private final OnnxGraphBuilder nodes;
  private final Set<String> constants = new HashSet<>();

  QuantizedNodes(Network network, OnnxOptions options, OnnxGraphBuilder nodes) {
    this.network = network;
    this.signed = options.signed();
    this.graph = network.graph();
    this.quantization = network.quantization();
    this.nodes = nodes;
  }

  /** Parameters whose constants have been added as integers. */
  Set<String> constants() {
    return constants;
  }

  /**
   * Whether a node multiplies integers. One that reads the pictures does not: its input may be
   * negative.
   */
  boolean covers(Node node) {
    return quantization.isPresent()
        && !node.input().equals(Graph.PICTURES)
        && quantization.get().covers(graph, node);
  }

  /** Adds the weights and bias of such a convolution under the names of its parameters. */
  void addWeights(Node node, Convolution o) {
    String weight = o.parameters() + ".weight";
    Tensor tensor = network.weights().get(weight);
    float[] scales = Quantization.scales(tensor);
    boolean bias = o.bias() && !signed;
    if (bias) {
      widen(scales, scale(node.input()), network.weights().values(o.parameters() + ".bias"));
    }
    byte[] integers = Quantization.integers(tensor, scales);
    List<Integer> outputs = List.of(o.outputs());
    nodes.constant(weight + ".integers", OnnxGraphBuilder.INT8, tensor.shape(), integers);
    nodes.constant(weight + ".scale", outputs, scales);
    nodes.constant(weight + ".zero", OnnxGraphBuilder.INT8, outputs, new byte[o.outputs()]);
    nodes.add(
        "DequantizeLinear",
        List.of(weight + ".integers", weight + ".scale", weight + ".zero"),
        weight,
        OnnxGraphBuilder.number("axis", 0));
    constants.add(weight);
    if (bias) {
      addBias(o.parameters() + ".bias", scale(node.input()), scales);
    }
  }

  /**
   * Widens scales that are too small for the bias in 32 bits, as those of channels with tiny
   * weights.
   */
  private static void widen(float[] scales, float scale, float[] biases) {
    for (int i = 0; i < scales.length; i++) {
      scales[i] = Math.max(scales[i], Math.abs(biases[i]) / (scale * LARGEST_BIAS));
    }
  }

  /** The bias in 32 bits, in steps of the products, as integer convolutions add it. */
  private void addBias(String name, float scale, float[] weightScales) {
    float[] values = network.weights().values(name);
    float[] scales = new float[values.length];
    ByteBuffer integers =
        ByteBuffer.allocate(Integer.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < values.length; i++) {
      scales[i] = scale * weightScales[i];
      integers.putInt(Math.round(values[i] / scales[i]));
    }
    List<Integer> shape = List.of(values.length);
    nodes.constant(name + ".integers", OnnxGraphBuilder.INT32, shape, integers.array());
    nodes.constant(name + ".scale", shape, scales);
    nodes.add(
        "DequantizeLinear",
        List.of(name + ".integers", name + ".scale"),
        name,
        OnnxGraphBuilder.number("axis", 0));
    constants.add(name);
  }

  /**
   * Rounds a result that integer convolutions read, directly or through pools and concatenations.
   *
   * @return ONNX's name of what readers read
   */
  String rounded(String name) {
    if (!graph.reaches(name, this::covers)) {
      return name;
    }
    String scale = name + ".scale";
    String zero = name + ".zero";
    nodes.constant(scale, List.of(), new float[] {scale(name)});
    int type = signed ? OnnxGraphBuilder.INT8 : OnnxGraphBuilder.UINT8;
    nodes.constant(zero, type, List.of(), new byte[1]);
    nodes.add("QuantizeLinear", List.of(name, scale, zero), name + ".integers");
    nodes.add("DequantizeLinear", List.of(name + ".integers", scale, zero), name + ".rounded");
    return name + ".rounded";
  }

  private float scale(String activation) {
    return quantization.orElseThrow().range(graph, activation) / Quantization.RANGE_STEPS;
  }
}
