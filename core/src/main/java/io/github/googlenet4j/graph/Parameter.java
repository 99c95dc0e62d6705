package io.github.googlenet4j.graph;

import java.util.List;

/**
 * One tensor of weights that a graph needs.
 *
 * @param name Caffe's layer name and the role, for instance {@code inception_3a/5x5_reduce.weight}
 * @param shape extents: convolutions {@code [outputs, inputs, kernel, kernel]}, linear layers
 *     {@code [outputs, inputs]}, the rest {@code [outputs]}
 * @param trained whether an optimiser changes it; running statistics are measured, not trained
 */
public record Parameter(String name, List<Integer> shape, boolean trained) {
  public Parameter {
    shape = List.copyOf(shape);
  }

  /** Number of values. */
  public long size() {
    return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }
}
