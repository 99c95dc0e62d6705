package io.github.googlenet4j.graph;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A graph together with the weights it needs, no more and no fewer. Immutable.
 *
 * @param graph what is computed
 * @param weights with what
 * @param quantization how it is computed in int8, if that has been found out
 */
public record Network(Graph graph, Weights weights, Optional<Quantization> quantization) {
  /**
   * @throws IllegalArgumentException if the weights do not fit; every tensor that does not is named
   */
  public Network {
    var mismatches = weights.mismatches(graph);
    if (!mismatches.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", mismatches) + ".");
    }
  }

  /** A network of which nothing is known for int8. */
  public Network(Graph graph, Weights weights) {
    this(graph, weights, Optional.empty());
  }

  /** The same network with what is known for int8. */
  public Network with(Quantization known) {
    return new Network(graph, weights, Optional.of(known));
  }

  /** The same network without what is known for int8. */
  public Network withoutQuantization() {
    return new Network(graph, weights);
  }

  /** The same weights under a graph that needs no others, such as one that ends earlier. */
  public Network with(Graph other) {
    return rewritten(other, Map.of());
  }

  /** The same pictures up to one node, whose result becomes the main head's. */
  public Network endingAt(String node) {
    return rewritten(graph.endingAt(node), Map.of());
  }

  /** The same network with the results of some nodes as further outputs, under their names. */
  public Network withOutputs(Collection<String> nodes) {
    return rewritten(graph.withOutputs(nodes), Map.of());
  }

  /** The same network with probabilities instead of logits from its main head. */
  public Network withProbabilities() {
    return rewritten(graph.withProbabilities(), Map.of());
  }

  /** Another graph that needs a part of these weights, or these changed. */
  Network rewritten(Graph other, Map<String, Tensor> changes) {
    Weights all = weights.with(changes);
    Map<String, Tensor> needed = new LinkedHashMap<>();
    other
        .parameters()
        .forEach(parameter -> needed.put(parameter.name(), all.get(parameter.name())));
    return new Network(other, new Weights(needed), quantization);
  }
}
