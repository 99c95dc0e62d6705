package io.github.googlenet4j.graph;

import java.util.ArrayList;
import java.util.Collection;
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
 * <p>It reads {@link #PICTURES}: RGB values 0..255, NHWC float32. Immutable. The constructor checks
 * that names are unique, that every node comes after its inputs, and that every shape is the one
 * that its operation gives.
 */
public final class Graph {
  /** The name under which nodes read the batch of pictures. */
  public static final String PICTURES = "pictures";

  private final Shape input;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Map<String, String> outputs;
  private final Map<Head, String> heads = new EnumMap<>(Head.class);

  /**
   * A graph whose only outputs are its heads'.
   *
   * @param input shape of one picture
   * @param heads the node whose result is each head's
   * @throws IllegalArgumentException if the nodes do not make a graph
   */
  public Graph(Shape input, List<Node> nodes, Map<Head, String> heads) {
    this(named(heads), input, nodes);
  }

  /**
   * @param outputs for each output's name the node whose result it is
   */
  Graph(Map<String, String> outputs, Shape input, List<Node> nodes) {
    this.input = input;
    this.outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    for (Node node : nodes) {
      List<Shape> shapes = node.inputs().stream().map(this::shape).toList();
      Shape expected = Node.of(node.name(), node.operation(), node.inputs(), shapes).shape();
      require(node.shape().equals(expected), node.name(), "shape " + expected, node.shape());
      require(!node.name().equals(PICTURES), node.name(), "another name", "that of the input");
      require(this.nodes.put(node.name(), node) == null, node.name(), "a unique name", "a second");
    }
    for (Head head : Head.values()) {
      String name = outputs.get(head.toString());
      if (name != null) {
        heads.put(head, name);
      }
    }
    require(heads.containsKey(Head.MAIN), "graph", "a main head", outputs.keySet());
    outputs.forEach(
        (output, name) ->
            require(this.nodes.containsKey(name), "output " + output, "a node", name));
  }

  private static Map<String, String> named(Map<Head, String> heads) {
    Map<String, String> outputs = new LinkedHashMap<>();
    new EnumMap<>(heads).forEach((head, name) -> outputs.put(head.toString(), name));
    return outputs;
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

  /**
   * What a run gives: for each output's name the node whose result it is. A head's output has the
   * {@linkplain Head#toString head's name}, any other that of its node.
   */
  public Map<String, String> outputs() {
    return outputs;
  }

  /** The heads that this graph has, and the node that gives each one's result. */
  public Map<Head, String> heads() {
    return Collections.unmodifiableMap(heads);
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
   * Whether a node of some kind reads a result, directly or through max pools and concatenations,
   * which only move values.
   */
  public boolean reaches(String name, Predicate<Node> kind) {
    for (Node reader : readers(name)) {
      if (kind.test(reader) || (reader.moves() && reaches(reader.name(), kind))) {
        return true;
      }
    }
    return false;
  }

  /** Whether exactly one node reads this node's result, and no output gives it. */
  boolean readOnce(String name) {
    return nodes.containsKey(name) && readers(name).size() == 1 && !outputs.containsValue(name);
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

  /** This graph up to one node, whose result becomes the main head's. */
  public Graph endingAt(String name) {
    return new Graph(input, nodes(), Map.of(Head.MAIN, name)).withoutUnread();
  }

  /** This graph with the results of some nodes as further outputs, under the nodes' names. */
  Graph withOutputs(Collection<String> names) {
    Map<String, String> more = new LinkedHashMap<>(outputs);
    names.forEach(name -> more.put(name, name));
    return new Graph(more, input, nodes());
  }

  /** This graph with probabilities instead of logits from its main head. */
  Graph withProbabilities() {
    Node logits = head(Head.MAIN);
    List<Node> list = new ArrayList<>(nodes());
    list.add(new Node("prob", new Operation.Softmax(), List.of(logits.name()), logits.shape()));
    Map<String, String> changed = new LinkedHashMap<>(outputs);
    changed.put(Head.MAIN.toString(), "prob");
    return new Graph(changed, input, list);
  }

  /** This graph without the nodes that no output depends on. */
  Graph withoutUnread() {
    Set<String> needed = new HashSet<>(outputs.values());
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
    return new Graph(outputs, input, kept);
  }
}
