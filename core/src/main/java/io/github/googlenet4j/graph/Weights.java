package io.github.googlenet4j.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tensors of a network by parameter name; immutable, in the order in which they were given. */
public final class Weights {
  private final Map<String, Tensor> tensors;

  /** Takes the tensors as they are. */
  public Weights(Map<String, Tensor> tensors) {
    this.tensors = new LinkedHashMap<>(tensors);
  }

  /**
   * The tensor of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Tensor get(String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "%s: expected a tensor of that name, found none among %d."
              .formatted(name, tensors.size()));
    }
    return tensor;
  }

  /** The values of the tensor of that name. */
  public float[] values(String name) {
    return get(name).values();
  }

  /** All names, in order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  /** These tensors with some replaced or added. */
  Weights with(Map<String, Tensor> changes) {
    Map<String, Tensor> merged = new LinkedHashMap<>(tensors);
    merged.putAll(changes);
    return new Weights(merged);
  }

  /**
   * The differences between these weights and those that a graph needs, one line for each tensor
   * that is missing, of another shape, or not needed. Empty if there are none.
   */
  public List<String> mismatches(Graph graph) {
    List<String> mismatches = new ArrayList<>();
    Map<String, Parameter> expected = new LinkedHashMap<>();
    graph.parameters().forEach(parameter -> expected.put(parameter.name(), parameter));
    expected.forEach(
        (name, parameter) -> {
          Tensor tensor = tensors.get(name);
          if (tensor == null) {
            mismatches.add(
                "%s: expected shape %s, found no such tensor".formatted(name, parameter.shape()));
          } else if (!tensor.shape().equals(parameter.shape())) {
            mismatches.add(
                "%s: expected shape %s, found %s"
                    .formatted(name, parameter.shape(), tensor.shape()));
          }
        });
    for (String name : tensors.keySet()) {
      if (!expected.containsKey(name)) {
        mismatches.add(
            "%s: expected no such tensor, found shape %s".formatted(name, get(name).shape()));
      }
    }
    return mismatches;
  }
}
