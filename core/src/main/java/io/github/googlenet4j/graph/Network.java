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
   * The network that answers fastest and answers the same, within float32's rounding: no auxiliary
   * heads, no dropout, no batch normalisation, no input arithmetic, ReLU inside the convolutions.
   */
  public Network forInference() {
    return FuseRelu.apply(FoldInput.apply(FoldBatchNormalization.apply(Inference.apply(this))));
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
