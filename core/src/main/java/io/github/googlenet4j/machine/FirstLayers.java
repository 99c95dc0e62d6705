package io.github.googlenet4j.machine;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Quantization;
import io.github.googlenet4j.graph.Simplify;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is timed to compare precisions: the network to the end of inception 3b. At 224 pixels that
 * is 45 % of its multiplications with a tenth of its weights.
 */
public final class FirstLayers {
  private static final String LAST = "inception_3b/output";
  private static final float RANGE = 8;

  private FirstLayers() {}

  /** These layers of a variant, quantised, with {@linkplain #values values} for weights. */
  public static Network network(Variant variant, int side) {
    Graph graph = GoogLeNet.graph(variant, 2, side, false).endingAt(LAST);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    graph
        .parameters()
        .forEach(
            parameter ->
                tensors.put(parameter.name(), values(parameter.name(), parameter.shape())));
    Network network = new Network(graph, new Weights(tensors));
    Map<String, Float> ranges =
        Simplify.apply(network).graph().nodes().stream()
            .collect(Collectors.toMap(Node::name, node -> RANGE));
    return network.with(new Quantization(ranges, Set.of()));
  }

  /** Small values that differ; a variance is above 0. */
  public static Tensor values(String name, List<Integer> shape) {
    int size = shape.stream().reduce(1, Math::multiplyExact);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = name.endsWith(".variance") ? 1 : (i % 13 - 6) / 256f;
    }
    return new Tensor(shape, values);
  }

  /** Values of pictures, 0..255, in a direct buffer. */
  public static FloatBuffer pictures(int size) {
    FloatBuffer pictures =
        ByteBuffer.allocateDirect(size * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int i = 0; i < size; i++) {
      pictures.put(i, 37 * i % 256);
    }
    return pictures;
  }
}
