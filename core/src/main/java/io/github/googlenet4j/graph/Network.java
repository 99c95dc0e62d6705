package io.github.googlenet4j.graph;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A graph together with the weights it needs, no more and no fewer. Immutable.
 *
 * @param graph what is computed
 * @param weights with what
 */
public record Network(Graph graph, Weights weights) {
  /**
   * @throws IllegalArgumentException if the weights do not fit; every tensor that does not is named
   */
  public Network {
    var misfits = weights.misfits(graph);
    if (!misfits.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", misfits) + ".");
    }
  }

  /**
   * Fewer operations, the same results of the same heads within float32's rounding: no dropout,
   * batch normalisation and input arithmetic inside the convolutions, ReLU too.
   */
  public Network simplified() {
    Network network = Inference.withoutDropout(this);
    return FuseRelu.apply(FoldInput.apply(FoldBatchNormalization.apply(network)));
  }

  /** The same weights under a graph that needs no others, such as one that ends earlier. */
  public Network with(Graph other) {
    return rewritten(other, Map.of());
  }

  /** The same pictures up to one node, whose result becomes the main head's. */
  public Network endingAt(String node) {
    return rewritten(graph.endingAt(node), Map.of());
  }

  /** Another graph that needs a part of these weights, or these changed. */
  Network rewritten(Graph other, Map<String, Tensor> changes) {
    Weights all = weights.with(changes);
    Map<String, Tensor> needed = new LinkedHashMap<>();
    other
        .parameters()
        .forEach(parameter -> needed.put(parameter.name(), all.get(parameter.name())));
    return new Network(other, new Weights(needed));
  }
}
