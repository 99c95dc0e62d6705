package io.github.googlenet4j.graph;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A graph with exactly the weights that it needs. Immutable.
 *
 * @param graph the operations
 * @param weights a tensor for each of the graph's parameters
 * @param quantization ranges and layers for int8; empty for a network in float32 alone
 */
public record Network(Graph graph, Weights weights, Optional<Quantization> quantization) {
  /**
   * @throws IllegalArgumentException if the weights do not fit the graph; the message names every
   *     tensor that does not
   */
  public Network {
    var mismatches = weights.mismatches(graph);
    if (!mismatches.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", mismatches) + ".");
    }
  }

  /** A network without quantization. */
  public Network(Graph graph, Weights weights) {
    this(graph, weights, Optional.empty());
  }

  /** The same network, quantised. */
  public Network with(Quantization known) {
    return new Network(graph, weights, Optional.of(known));
  }

  /** The same network without its quantization. */
  public Network withoutQuantization() {
    return new Network(graph, weights);
  }

  /** The same weights with another graph, which must need no others. */
  public Network with(Graph other) {
    return rewritten(other, Map.of());
  }

  /** This network up to one node, whose result becomes the main head's. */
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

  /** Another graph with the weights that it needs of these, some of them changed. */
  Network rewritten(Graph other, Map<String, Tensor> changes) {
    Weights all = weights.with(changes);
    Map<String, Tensor> needed = new LinkedHashMap<>();
    other
        .parameters()
        .forEach(parameter -> needed.put(parameter.name(), all.get(parameter.name())));
    return new Network(other, new Weights(needed), quantization);
  }
}
