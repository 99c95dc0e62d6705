package io.github.googlenet4j.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A network as a flat list of operations in execution order.
 *
 * <p>It reads {@link #PICTURES}: RGB values 0..255, NHWC float32. Immutable, and proved on
 * construction: names are unique, every node comes after what it reads, and every shape is the one
 * that its operation gives.
 */
public final class Graph {
  /** The name under which nodes read the batch of pictures. */
  public static final String PICTURES = "pictures";

  private final Shape input;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Map<Head, String> heads;

  /**
   * @param input shape of one picture
   * @param heads the node whose result is each head's
   * @throws IllegalArgumentException if the nodes do not make a graph
   */
  public Graph(Shape input, List<Node> nodes, Map<Head, String> heads) {
    this.input = input;
    this.heads = Collections.unmodifiableMap(new EnumMap<>(heads));
    for (Node node : nodes) {
      Shape expected = node.operation().shape(node.inputs().stream().map(this::shape).toList());
      require(node.shape().equals(expected), node.name(), "shape " + expected, node.shape());
      require(!node.name().equals(PICTURES), node.name(), "another name", "that of the input");
      require(this.nodes.put(node.name(), node) == null, node.name(), "a unique name", "a second");
    }
    require(heads.containsKey(Head.MAIN), "graph", "a main head", heads.keySet());
    heads.forEach(
        (head, name) -> require(this.nodes.containsKey(name), "head " + head, "a node", name));
  }

  private static void require(boolean holds, String where, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s: expected %s, found %s.".formatted(where, expected, found));
    }
  }

  /** Shape of one picture that it reads. */
  public Shape input() {
    return input;
  }

  /** All nodes, in execution order. */
  public List<Node> nodes() {
    return List.copyOf(nodes.values());
  }

  /** The heads that this graph has, and the node that gives each one's result. */
  public Map<Head, String> heads() {
    return heads;
  }

  /**
   * The node of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Node node(String name) {
    Node node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException(
          "%s: expected a node before its reader, found none of that name.".formatted(name));
    }
    return node;
  }

  /** The shape of a node's result, or of the pictures. */
  public Shape shape(String name) {
    return name.equals(PICTURES) ? input : node(name).shape();
  }

  /** The weights it needs, each once, in execution order. */
  public List<Parameter> parameters() {
    Map<String, Parameter> parameters = new LinkedHashMap<>();
    for (Node node : nodes.values()) {
      for (Parameter parameter : node.operation().parameters(shape(node.input()))) {
        parameters.put(parameter.name(), parameter);
      }
    }
    return List.copyOf(parameters.values());
  }

  /** How many values training changes: running statistics do not count. */
  public long trainedParameters() {
    return parameters().stream().filter(Parameter::trained).mapToLong(Parameter::size).sum();
  }

  /** Multiply-adds for one picture. */
  public long multiplyAdds() {
    return nodes.values().stream()
        .mapToLong(node -> node.operation().multiplyAdds(shape(node.input())))
        .sum();
  }

  /** The nodes that read a result. */
  public List<Node> readers(String name) {
    return nodes.values().stream().filter(node -> node.inputs().contains(name)).toList();
  }

  /**
   * Whether a node of some kind reads a result, be it through max pools and concatenations, which
   * only move values.
   */
  public boolean reaches(String name, Predicate<Node> kind) {
    for (Node reader : readers(name)) {
      if (kind.test(reader) || (reader.moves() && reaches(reader.name(), kind))) {
        return true;
      }
    }
    return false;
  }

  /** Whether this is a node's result that exactly one other reads and that is no head's. */
  boolean readOnce(String name) {
    return nodes.containsKey(name) && readers(name).size() == 1 && !heads.containsValue(name);
  }

  /**
   * The node that gives a head's result.
   *
   * @throws IllegalArgumentException if this graph does not have that head; the message lists its
   *     own
   */
  public Node head(Head head) {
    String name = heads.get(head);
    if (name == null) {
      throw new IllegalArgumentException(
          "head: expected one of %s, found %s.".formatted(heads.keySet(), head));
    }
    return node(name);
  }

  /** The same pictures through this graph up to one node, whose result becomes the main head's. */
  public Graph endingAt(String name) {
    return reading(Map.of(Head.MAIN, name));
  }

  /** The same pictures up to some nodes, whose results become the heads'. */
  Graph reading(Map<Head, String> names) {
    return new Graph(input, nodes(), names).withoutUnread();
  }

  /** This graph with probabilities instead of logits from its main head. */
  public Graph withProbabilities() {
    Node logits = head(Head.MAIN);
    List<Node> list = new ArrayList<>(nodes());
    list.add(new Node("prob", new Operation.Softmax(), List.of(logits.name()), logits.shape()));
    Map<Head, String> changed = new EnumMap<>(heads);
    changed.put(Head.MAIN, "prob");
    return new Graph(input, list, changed);
  }

  /** This graph without the nodes that no head depends on. */
  Graph withoutUnread() {
    Set<String> needed = new HashSet<>(heads.values());
    List<Node> kept = new ArrayList<>();
    List<Node> backwards = new ArrayList<>(nodes.values());
    Collections.reverse(backwards);
    for (Node node : backwards) {
      if (needed.contains(node.name())) {
        kept.add(node);
        needed.addAll(node.inputs());
      }
    }
    Collections.reverse(kept);
    return new Graph(input, kept, heads);
  }
}
