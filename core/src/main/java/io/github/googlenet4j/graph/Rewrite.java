package io.github.googlenet4j.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds the graph that a pass makes. The pass walks the old graph in execution order and keeps,
 * changes or skips each node; the readers of a skipped node read its input instead.
 */
final class Rewrite {
  private final Graph graph;
  private final Map<String, Node> kept = new LinkedHashMap<>();
  private final Map<String, String> replacements = new HashMap<>();

  Rewrite(Graph graph) {
    this.graph = graph;
  }

  /** The kept node that gives the result that {@code name} gave in the old graph. */
  Node current(String name) {
    Node node = kept.get(replacements.getOrDefault(name, name));
    return node == null ? graph.node(name) : node;
  }

  /** Keeps a node; skipped inputs are replaced by their own. */
  void keep(Node node) {
    List<String> inputs = node.inputs().stream().map(n -> replacements.getOrDefault(n, n)).toList();
    kept.put(node.name(), node.reading(inputs));
  }

  /** Replaces the operation of a node that was kept before. */
  void change(String name, Operation operation) {
    kept.computeIfPresent(name, (key, node) -> node.computing(operation));
  }

  /** Skips a node; its readers read its input. */
  void skip(Node node) {
    replacements.put(node.name(), replacements.getOrDefault(node.input(), node.input()));
  }

  /** The new graph with these outputs of the old one. */
  Graph with(Map<String, String> outputs) {
    Map<String, String> moved = new LinkedHashMap<>(outputs);
    moved.replaceAll((output, name) -> replacements.getOrDefault(name, name));
    return new Graph(moved, graph.input(), new ArrayList<>(kept.values())).withoutUnread();
  }

  /** The new graph with all outputs of the old one. */
  Graph done() {
    return with(graph.outputs());
  }
}
