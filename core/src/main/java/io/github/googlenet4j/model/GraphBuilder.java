package io.github.googlenet4j.model;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation;
import io.github.googlenet4j.graph.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Collects nodes in execution order and computes their shapes. */
final class GraphBuilder {
  private final Shape input;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Shape> shapes = new HashMap<>();

  GraphBuilder(Shape input) {
    this.input = input;
    shapes.put(Graph.PICTURES, input);
  }

  /** Adds a node and returns its name, which the next node reads. */
  String add(String name, Operation operation, String... inputs) {
    List<Shape> inputShapes = List.of(inputs).stream().map(this::shape).toList();
    Node node = Node.of(name, operation, List.of(inputs), inputShapes);
    nodes.add(node);
    shapes.put(name, node.shape());
    return name;
  }

  Shape shape(String name) {
    return Objects.requireNonNull(shapes.get(name), name);
  }

  Graph build(Map<Head, String> heads) {
    return new Graph(input, nodes, heads);
  }
}
