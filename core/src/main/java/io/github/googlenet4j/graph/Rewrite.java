package io.github.googlenet4j.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A pass at work: walks a graph in execution order, takes nodes over, changes them or leaves them
 * out, and sends the readers of what was left out elsewhere.
 */
final class Rewrite {
  private final Graph graph;
  private final Map<String, Node> kept = new LinkedHashMap<>();
  private final Map<String, String> replacements = new HashMap<>();

  Rewrite(Graph graph) {
    this.graph = graph;
  }

  /** The node as it now stands that computes what {@code name} computed, if it is one. */
  Node current(String name) {
    Node node = kept.get(replacements.getOrDefault(name, name));
    return node == null ? graph.node(name) : node;
  }

  /** Takes a node over, reading from wherever its inputs now are. */
  void keep(Node node) {
    List<String> inputs = node.inputs().stream().map(n -> replacements.getOrDefault(n, n)).toList();
    kept.put(node.name(), node.reading(inputs));
  }

  /** Exchanges the operation of a node taken over before. */
  void change(String name, Operation operation) {
    kept.computeIfPresent(name, (key, node) -> node.computing(operation));
  }

  /** Leaves a node out; its readers read its input. */
  void skip(Node node) {
    replacements.put(node.name(), replacements.getOrDefault(node.input(), node.input()));
  }

  /** The graph that this makes, with these outputs of the old one. */
  Graph with(Map<String, String> outputs) {
    Map<String, String> moved = new LinkedHashMap<>(outputs);
    moved.replaceAll((output, name) -> replacements.getOrDefault(name, name));
    return new Graph(moved, graph.input(), new ArrayList<>(kept.values())).withoutUnread();
  }

  /** The graph that this makes, with all outputs of the old one. */
  Graph done() {
    return with(graph.outputs());
  }
}
