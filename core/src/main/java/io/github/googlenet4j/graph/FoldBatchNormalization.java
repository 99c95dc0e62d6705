package io.github.googlenet4j.graph;

import io.github.googlenet4j.graph.Operation.BatchNormalization;
import io.github.googlenet4j.graph.Operation.Convolution;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Folds batch normalisation into the convolution before it. With running statistics it is one
 * multiplication and one addition for each channel, which become part of the weights and the bias.
 *
 * <p>A convolution whose result other nodes read too, or whose weights a second node uses, is not
 * changed.
 */
public final class FoldBatchNormalization {
  private FoldBatchNormalization() {}

  /** The same results, within rounding: factors are computed in double and rounded once. */
  public static Network apply(Network network) {
    Graph graph = network.graph();
    Map<String, Tensor> changes = new HashMap<>();
    Rewrite rewrite = new Rewrite(graph);
    for (Node node : graph.nodes()) {
      if (node.operation() instanceof BatchNormalization norm
          && graph.readOnce(node.input())
          && rewrite.current(node.input()).operation() instanceof Convolution convolution
          && !convolution.relu()
          && users(graph, convolution.parameters()) == 1) {
        fold(network.weights(), convolution, norm, changes);
        rewrite.change(node.input(), convolution.withBias());
        rewrite.skip(node);
      } else {
        rewrite.keep(node);
      }
    }
    return network.rewritten(rewrite.done(), changes);
  }

  /** How many convolutions share these parameters. */
  static long users(Graph graph, String parameters) {
    return graph.nodes().stream()
        .filter(n -> n.operation() instanceof Convolution c && c.parameters().equals(parameters))
        .count();
  }

  private static void fold(
      Weights weights,
      Convolution convolution,
      BatchNormalization norm,
      Map<String, Tensor> changes) {
    float[] scale = weights.values(norm.parameters() + ".scale");
    float[] shift = weights.values(norm.parameters() + ".shift");
    float[] mean = weights.values(norm.parameters() + ".mean");
    float[] variance = weights.values(norm.parameters() + ".variance");
    Tensor weight = weights.get(convolution.parameters() + ".weight");
    String biasName = convolution.parameters() + ".bias";
    float[] oldBias =
        convolution.bias() ? weights.values(biasName) : new float[convolution.outputs()];
    float[] folded = weight.values().clone();
    float[] bias = new float[convolution.outputs()];
    int row = folded.length / bias.length;
    for (int o = 0; o < bias.length; o++) {
      double factor = scale[o] / Math.sqrt(variance[o] + norm.epsilon());
      for (int i = o * row; i < (o + 1) * row; i++) {
        folded[i] = (float) (folded[i] * factor);
      }
      bias[o] = (float) ((oldBias[o] - mean[o]) * factor + shift[o]);
    }
    changes.put(convolution.parameters() + ".weight", new Tensor(weight.shape(), folded));
    changes.put(biasName, new Tensor(List.of(bias.length), bias));
  }
}
