package io.github.googlenet4j.onnx;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation.AdaptiveAveragePool;
import io.github.googlenet4j.graph.Operation.AveragePool;
import io.github.googlenet4j.graph.Operation.BatchNormalization;
import io.github.googlenet4j.graph.Operation.Concatenation;
import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Operation.Dropout;
import io.github.googlenet4j.graph.Operation.GlobalAveragePool;
import io.github.googlenet4j.graph.Operation.Linear;
import io.github.googlenet4j.graph.Operation.LocalResponseNormalization;
import io.github.googlenet4j.graph.Operation.MaxPool;
import io.github.googlenet4j.graph.Operation.Normalization;
import io.github.googlenet4j.graph.Operation.Relu;
import io.github.googlenet4j.graph.Operation.Softmax;
import io.github.googlenet4j.graph.OperationVisitor;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Window;
import io.github.googlenet4j.protobuf.ProtobufMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Translates each operation to ONNX operators of sets 13 to 21, in which they are the same; their
 * activations are batch x channels x height x width (NCHW).
 */
final class OperatorTranslation implements OperationVisitor<TensorLayout, Node> {
  private final Graph graph;
  private final OnnxGraphBuilder nodes;
  private final QuantizedNodes quantized;
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, TensorLayout> layouts = new HashMap<>();
  private boolean anySide = true;

  OperatorTranslation(Graph graph, OnnxGraphBuilder nodes, QuantizedNodes quantized) {
    this.graph = graph;
    this.nodes = nodes;
    this.quantized = quantized;
  }

  /** Whether nothing so far depends on the side of the pictures. */
  boolean anySide() {
    return anySide;
  }

  /** Sets ONNX's name of planes that the graph has under another name. */
  void nameInput(String name, String planes) {
    names.put(name, planes);
    layouts.put(name, TensorLayout.PLANES);
  }

  private TensorLayout layout(String name) {
    return layouts.getOrDefault(name, TensorLayout.PLANES);
  }

  /** ONNX's name of what a node reads. */
  private String onnxName(String name) {
    return names.getOrDefault(name, name);
  }

  /**
   * Adds what a node computes.
   *
   * @throws IllegalArgumentException if ONNX cannot express it
   */
  void add(Node node) {
    layouts.put(node.name(), node.operation().accept(this, node));
    names.put(node.name(), quantized.rounded(node.name()));
  }

  private static IllegalArgumentException refused(Node node, String expected, Object found) {
    return new IllegalArgumentException(
        "%s: expected %s, found %s. Export the network as it was built."
            .formatted(node.name(), expected, found));
  }

  /** Adds an operator that reads the node's input and nothing else. */
  private TensorLayout plain(String type, Node node, ProtobufMessage... attributes) {
    nodes.add(type, List.of(onnxName(node.input())), node.name(), attributes);
    return layout(node.input());
  }

  /** Up to three operators; the last one gives the node's result. */
  @Override
  public TensorLayout normalization(Normalization o, Node node) {
    int channels = o.mean().size();
    List<Integer> shape = List.of(channels, 1, 1);
    boolean scaled = o.deviation().stream().anyMatch(value -> value != 1);
    String mean = node.name() + ".mean";
    String centred = scaled || o.bgr() ? node.name() + ".centred" : node.name();
    nodes.constant(mean, shape, floats(o.mean()));
    nodes.add("Sub", List.of(onnxName(node.input()), mean), centred);
    String divided = o.bgr() ? node.name() + ".scaled" : node.name();
    if (scaled) {
      String deviation = node.name() + ".deviation";
      nodes.constant(deviation, shape, floats(o.deviation()));
      nodes.add("Div", List.of(centred, deviation), divided);
    }
    if (o.bgr()) {
      String order = node.name() + ".order";
      nodes.constant(order, IntStream.range(0, channels).mapToLong(o::source).toArray());
      nodes.add(
          "Gather",
          List.of(scaled ? divided : centred, order),
          node.name(),
          OnnxGraphBuilder.number("axis", 1));
    }
    return layout(node.input());
  }

  private static float[] floats(List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }

  @Override
  public TensorLayout convolution(Convolution o, Node node) {
    if (!o.border().isEmpty()) {
      throw refused(node, "padding by zeros, the only one ONNX has", "a border of " + o.border());
    }
    if (quantized.covers(node)) {
      quantized.addWeights(node, o);
    }
    List<String> reads = new ArrayList<>();
    reads.add(planes(node));
    reads.add(o.parameters() + ".weight");
    if (o.bias()) {
      reads.add(o.parameters() + ".bias");
    }
    long padding = o.padding();
    withRelu(
        node,
        o.relu(),
        "Conv",
        reads,
        OnnxGraphBuilder.numbers("kernel_shape", o.kernel(), o.kernel()),
        OnnxGraphBuilder.numbers("strides", o.stride(), o.stride()),
        OnnxGraphBuilder.numbers("pads", padding, padding, padding, padding));
    return TensorLayout.PLANES;
  }

  /** ONNX's name of a node's input, which must be planes. */
  private String planes(Node node) {
    if (layout(node.input()) == TensorLayout.ROW) {
      throw refused(node, "pixels to read", "a row of values");
    }
    return onnxName(node.input());
  }

  private void withRelu(
      Node node, boolean relu, String type, List<String> reads, ProtobufMessage... attributes) {
    String result = relu ? node.name() + ".linear" : node.name();
    nodes.add(type, reads, result, attributes);
    if (relu) {
      nodes.add("Relu", List.of(result), node.name());
    }
  }

  @Override
  public TensorLayout batchNormalization(BatchNormalization o, Node node) {
    nodes.add(
        "BatchNormalization",
        List.of(
            onnxName(node.input()),
            o.parameters() + ".scale",
            o.parameters() + ".shift",
            o.parameters() + ".mean",
            o.parameters() + ".variance"),
        node.name(),
        OnnxGraphBuilder.decimal("epsilon", o.epsilon()));
    return layout(node.input());
  }

  @Override
  public TensorLayout relu(Relu o, Node node) {
    return plain("Relu", node);
  }

  /** ONNX divides alpha by the size, too. */
  @Override
  public TensorLayout localResponseNormalization(LocalResponseNormalization o, Node node) {
    nodes.add(
        "LRN",
        List.of(planes(node)),
        node.name(),
        OnnxGraphBuilder.decimal("alpha", o.alpha()),
        OnnxGraphBuilder.decimal("beta", o.beta()),
        OnnxGraphBuilder.decimal("bias", o.k()),
        OnnxGraphBuilder.number("size", o.size()));
    return layout(node.input());
  }

  @Override
  public TensorLayout maxPool(MaxPool o, Node node) {
    return pool(node, "MaxPool", o.window());
  }

  @Override
  public TensorLayout averagePool(AveragePool o, Node node) {
    return pool(node, "AveragePool", o.window());
  }

  /**
   * ONNX's ceil_mode rounds the number of windows up. But programs disagree on a last window that
   * begins in the padding (Caffe leaves it out), and on the divisor of a mean whose window extends
   * beyond the edge. So ceil_mode is used only for maxima, and only where no window can begin in
   * the padding. Elsewhere the padding at the end gets the width that gives the graph's number of
   * windows; this fixes the side of the pictures.
   */
  private TensorLayout pool(Node node, String type, Window window) {
    Shape in = graph.shape(node.input());
    int padding = window.padding();
    boolean never = padding + window.stride() <= window.kernel();
    boolean ceil = window.roundUp() && never && type.equals("MaxPool");
    boolean fixed = window.roundUp() && !ceil;
    anySide &= !fixed;
    nodes.add(
        type,
        List.of(planes(node)),
        node.name(),
        OnnxGraphBuilder.numbers("kernel_shape", window.kernel(), window.kernel()),
        OnnxGraphBuilder.numbers("strides", window.stride(), window.stride()),
        OnnxGraphBuilder.numbers(
            "pads",
            padding,
            padding,
            fixed ? endPadding(window, in.height()) : padding,
            fixed ? endPadding(window, in.width()) : padding),
        OnnxGraphBuilder.number("ceil_mode", ceil ? 1 : 0));
    return TensorLayout.PLANES;
  }

  /** The padding at the end of an edge with which rounding down gives the window's count. */
  private static long endPadding(Window window, int length) {
    int last = (window.count(length) - 1) * window.stride() + window.kernel();
    return Math.max(0, last - length - window.padding());
  }

  /** The mean over cells is a product with the rows' weights and one with the columns'. */
  @Override
  public TensorLayout adaptiveAveragePool(AdaptiveAveragePool o, Node node) {
    Shape in = graph.shape(node.input());
    String rows = node.name() + ".rows";
    String columns = node.name() + ".columns";
    String narrowed = node.name() + ".narrowed";
    nodes.constant(rows, List.of(o.height(), in.height()), shares(in.height(), o.height(), false));
    nodes.constant(columns, List.of(in.width(), o.width()), shares(in.width(), o.width(), true));
    nodes.add("MatMul", List.of(planes(node), columns), narrowed);
    nodes.add("MatMul", List.of(rows, narrowed), node.name());
    anySide = false;
    return TensorLayout.PLANES;
  }

  @Override
  public TensorLayout globalAveragePool(GlobalAveragePool o, Node node) {
    plain("GlobalAveragePool", node);
    return TensorLayout.PIXEL;
  }

  /**
   * The weight of each of {@code in} pixels in each of {@code out} cells, as a matrix of cells x
   * pixels or pixels x cells.
   */
  private static float[] shares(int in, int out, boolean pixelsFirst) {
    float[] shares = new float[in * out];
    for (int cell = 0; cell < out; cell++) {
      int from = cell * in / out;
      int to = -Math.floorDiv(-(cell + 1) * in, out);
      for (int pixel = from; pixel < to; pixel++) {
        shares[pixelsFirst ? pixel * out + cell : cell * in + pixel] = 1f / (to - from);
      }
    }
    return shares;
  }

  @Override
  public TensorLayout concatenation(Concatenation o, Node node) {
    List<TensorLayout> found = node.inputs().stream().map(this::layout).distinct().toList();
    if (found.size() > 1) {
      throw refused(node, "inputs that lie alike", found);
    }
    nodes.add(
        "Concat",
        node.inputs().stream().map(this::onnxName).toList(),
        node.name(),
        OnnxGraphBuilder.number("axis", 1));
    return found.get(0);
  }

  @Override
  public TensorLayout dropout(Dropout o, Node node) {
    return plain("Identity", node);
  }

  /** In ONNX's layout, flattening gives the order in which the weights were trained. */
  @Override
  public TensorLayout linear(Linear o, Node node) {
    List<String> reads =
        List.of(row(node.input()), o.parameters() + ".weight", o.parameters() + ".bias");
    withRelu(node, o.relu(), "Gemm", reads, OnnxGraphBuilder.number("transB", 1));
    return TensorLayout.ROW;
  }

  @Override
  public TensorLayout softmax(Softmax o, Node node) {
    return plain("Softmax", node, OnnxGraphBuilder.number("axis", 1));
  }

  /**
   * The name of a result as batch x values, channel by channel. OpenCV cannot tell how many values
   * Flatten gives where the side is open, and refuses what reads them; so they are named.
   */
  String row(String name) {
    if (layout(name) == TensorLayout.ROW) {
      return onnxName(name);
    }
    anySide &= layout(name) == TensorLayout.PIXEL;
    String row = name + ".row";
    if (layouts.put(row, TensorLayout.ROW) == null) {
      String shape = row + ".shape";
      nodes.constant(shape, 0, graph.shape(name).size()); // 0: as many pictures as come in
      nodes.add("Reshape", List.of(onnxName(name), shape), row);
    }
    return row;
  }

  /** The name of a result as the graph lays it out, batch x height x width x channels. */
  String pixels(String name) {
    String pixels = name + ".pixels";
    nodes.add(
        "Transpose", List.of(onnxName(name)), pixels, OnnxGraphBuilder.numbers("perm", 0, 2, 3, 1));
    anySide = false; // the shape is declared
    return pixels;
  }
}
