package io.github.googlenet4j.graph;

import java.util.List;

/**
 * One operation at its place in a graph.
 *
 * @param name unique in its graph; Caffe's layer name
 * @param operation what it computes
 * @param inputs names of the nodes it reads, or {@link Graph#PICTURES}
 * @param shape of its result, for one picture
 */
public record Node(String name, Operation operation, List<String> inputs, Shape shape) {
  public Node {
    inputs = List.copyOf(inputs);
  }

  /**
   * A node whose shape follows from those of its inputs.
   *
   * @throws IllegalArgumentException if the operation cannot read such inputs; the message names
   *     the node
   */
  public static Node of(
      String name, Operation operation, List<String> inputs, List<Shape> inputShapes) {
    try {
      return new Node(name, operation, inputs, operation.shape(inputShapes));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }

  /** The one node that an operation with a single input reads. */
  public String input() {
    return inputs.get(0);
  }

  /** Whether the result holds only values of the inputs: a max pool or a concatenation. */
  public boolean moves() {
    return operation instanceof Operation.MaxPool || operation instanceof Operation.Concatenation;
  }

  Node reading(List<String> others) {
    return new Node(name, operation, others, shape);
  }

  Node computing(Operation other) {
    return new Node(name, other, inputs, shape);
  }
}
