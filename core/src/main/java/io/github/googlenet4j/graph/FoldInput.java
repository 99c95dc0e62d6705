package io.github.googlenet4j.graph;

import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Operation.Normalization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Folds the input's mean, deviation and channel order into the first convolution, which then reads
 * the picture itself.
 *
 * <p>That convolution pads with zeros after the mean is subtracted. Zero there is the mean here, so
 * the mean becomes its border; with that the pass is exact at the edges too.
 */
final class FoldInput {
  private FoldInput() {}

  /**
   * The same results, within rounding; a network that does not begin with a normalisation and a
   * convolution is not changed. In a quantised network the folded weights are rounded as {@link
   * Quantization} defines, unless that convolution stays in floating point, and the mean is
   * subtracted with the rounded weights.
   */
  static Network apply(Network network) {
    Graph graph = network.graph();
    for (Node first : graph.nodes()) {
      if (first.operation() instanceof Normalization normalization
          && graph.readOnce(first.name())) {
        Node reader = graph.readers(first.name()).get(0);
        if (reader.operation() instanceof Convolution convolution
            && FoldBatchNormalization.users(graph, convolution.parameters()) == 1) {
          return fold(network, first, normalization, reader, convolution);
        }
      }
    }
    return network;
  }

  private static Network fold(
      Network network,
      Node first,
      Normalization normalization,
      Node reader,
      Convolution convolution) {
    Rewrite rewrite = new Rewrite(network.graph());
    for (Node node : network.graph().nodes()) {
      if (node.equals(first)) {
        rewrite.skip(node);
      } else {
        rewrite.keep(node);
      }
    }
    rewrite.change(reader.name(), convolution.withBias().withBorder(normalization.mean()));
    boolean rounded =
        network.quantization().map(q -> !q.floating().contains(reader.name())).orElse(false);
    return network.rewritten(
        rewrite.done(), fold(network.weights(), convolution, normalization, rounded));
  }

  private static Map<String, Tensor> fold(
      Weights weights, Convolution convolution, Normalization normalization, boolean rounded) {
    String weightName = convolution.parameters() + ".weight";
    String biasName = convolution.parameters() + ".bias";
    float[] old = weights.values(weightName);
    float[] folded = new float[old.length];
    float[] bias =
        convolution.bias() ? weights.values(biasName).clone() : new float[convolution.outputs()];
    List<Integer> shape = new ArrayList<>(weights.get(weightName).shape());
    int channels = shape.get(1);
    int area = shape.get(2) * shape.get(3);
    for (int o = 0; o < convolution.outputs(); o++) {
      for (int c = 0; c < channels; c++) {
        int source = normalization.source(c);
        double deviation = normalization.deviation().get(source);
        for (int i = 0; i < area; i++) {
          folded[(o * channels + source) * area + i] =
              (float) (old[(o * channels + c) * area + i] / deviation);
        }
      }
    }
    Tensor tensor = new Tensor(shape, folded);
    if (rounded) {
      tensor = Quantization.rounded(tensor);
    }
    for (int o = 0; o < convolution.outputs(); o++) {
      double moved = 0;
      for (int c = 0; c < channels; c++) {
        double mean = normalization.mean().get(c);
        for (int i = 0; i < area; i++) {
          moved += tensor.values()[(o * channels + c) * area + i] * mean;
        }
      }
      bias[o] = (float) (bias[o] - moved);
    }
    return Map.of(weightName, tensor, biasName, new Tensor(List.of(bias.length), bias));
  }
}
