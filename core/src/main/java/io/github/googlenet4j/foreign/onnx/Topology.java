package io.github.googlenet4j.foreign.onnx;

import io.github.googlenet4j.foreign.onnx.Unit.Kind;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation;
import io.github.googlenet4j.graph.Operation.AdaptiveAveragePool;
import io.github.googlenet4j.graph.Operation.AveragePool;
import io.github.googlenet4j.graph.Operation.BatchNormalization;
import io.github.googlenet4j.graph.Operation.Concatenation;
import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Operation.Dropout;
import io.github.googlenet4j.graph.Operation.GlobalAveragePool;
import io.github.googlenet4j.graph.Operation.Linear;
import io.github.googlenet4j.graph.Operation.LocalResponseNormalization;
import io.github.googlenet4j.graph.Operation.MaxPool;
import io.github.googlenet4j.graph.Operation.Normalization;
import io.github.googlenet4j.graph.Operation.Relu;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Window;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Finds each layer of one variant among a file's units.
 *
 * <p>It goes through our graph in execution order. What a layer reads has been found before, so the
 * layer is one of that unit's readers: the one that does the same, with weights of the same shape.
 * Where two would do (4c has two 1x1 convolutions of 128 outputs), what reads them decides.
 */
final class Topology {
  private static final MathContext DIGITS = new MathContext(6); // to which attributes agree
  private static final int MOST_READERS = 64; // ours have five, a hostile file any number

  private final Variant variant;
  private final Graph graph;
  private final Map<String, Optional<Unit>> found = new HashMap<>(); // by our node; empty: pictures
  private final Map<Node, Unit> units = new LinkedHashMap<>();
  private final Set<Unit> taken = new HashSet<>();
  private String difference = "";

  private Topology(Variant variant, int side, boolean auxiliary) {
    this.variant = variant;
    this.graph = GoogLeNet.graph(variant, 2, side, auxiliary); // classes are the file's
    found.put(Graph.PICTURES, Optional.empty());
  }

  /**
   * Compares a variant with the file's units.
   *
   * @param first the unit that reads the pictures
   */
  static Topology of(Variant variant, int side, boolean auxiliary, Unit first) {
    Topology topology = new Topology(variant, side, auxiliary);
    topology.follow(first);
    return topology;
  }

  Variant variant() {
    return variant;
  }

  /** How many layers were found before the first difference. */
  int matched() {
    return units.size();
  }

  /** What differs first: {@code expected ..., found ...}; empty if nothing does. */
  String difference() {
    return difference;
  }

  /** The unit of each layer that has one. */
  Map<Node, Unit> units() {
    return units;
  }

  /** Whether a unit is one of the layers. */
  boolean covers(Unit unit) {
    return taken.contains(unit);
  }

  /** The main classifier. */
  Unit classifier() {
    return Objects.requireNonNull(units.get(graph.head(Head.MAIN)), variant.name());
  }

  private void follow(Unit first) {
    for (Node node : graph.nodes()) {
      Operation operation = node.operation();
      if (operation instanceof Normalization
          || operation instanceof Dropout
          || operation instanceof BatchNormalization
          || operation instanceof Relu) { // of the unit before
        found.put(node.name(), input(node.input()));
        continue;
      }
      Optional<Unit> before = input(node.input());
      List<Unit> readers = before.map(unit -> unit.readers).orElse(List.of(first));
      Optional<Unit> unit = choose(node, readers);
      if (unit.isEmpty()) {
        difference = difference(node, before, readers);
        return;
      }
      taken.add(unit.get());
      units.put(node, unit.get());
      found.put(node.name(), unit);
    }
  }

  private Optional<Unit> input(String name) {
    return Objects.requireNonNull(found.get(name), name);
  }

  private Optional<Unit> choose(Node node, List<Unit> readers) {
    List<Unit> fitting =
        readers.stream()
            .limit(MOST_READERS)
            .filter(unit -> !taken.contains(unit) && problem(node, unit).isEmpty())
            .toList();
    if (fitting.size() > 1) {
      Kind behind = kindBehind(node);
      List<Unit> sameBehind =
          fitting.stream()
              .filter(unit -> unit.readers.stream().anyMatch(next -> next.kind == behind))
              .toList();
      return (sameBehind.isEmpty() ? fitting : sameBehind).stream().findFirst();
    }
    return fitting.stream().findFirst();
  }

  /** What the first layer that reads this one's result is. */
  private Kind kindBehind(Node node) {
    Node next = node;
    do {
      List<Node> readers = graph.readers(next.name());
      if (readers.isEmpty()) {
        return Kind.OTHER;
      }
      next = readers.get(0);
    } while (next.operation() instanceof Relu
        || next.operation() instanceof BatchNormalization
        || next.operation() instanceof Dropout);
    return kind(next.operation());
  }

  private static Kind kind(Operation operation) {
    if (operation instanceof Convolution) {
      return Kind.CONVOLUTION;
    } else if (operation instanceof Linear) {
      return Kind.LINEAR;
    } else if (operation instanceof LocalResponseNormalization) {
      return Kind.LOCAL_RESPONSE;
    } else if (operation instanceof MaxPool) {
      return Kind.MAX_POOL;
    } else if (operation instanceof AveragePool || operation instanceof AdaptiveAveragePool) {
      return Kind.AVERAGE_POOL;
    } else if (operation instanceof GlobalAveragePool) {
      return Kind.GLOBAL_POOL;
    }
    return operation instanceof Concatenation ? Kind.CONCATENATION : Kind.OTHER;
  }

  private Shape inputShape(Node node) {
    return node.input().equals(Graph.PICTURES) ? graph.input() : graph.shape(node.input());
  }

  /** In what a unit differs from a layer; empty if in nothing. */
  private String problem(Node node, Unit unit) {
    Operation operation = node.operation();
    if (!unit.oddity.isEmpty()) {
      return unit.oddity;
    }
    if (operation instanceof GlobalAveragePool
        && unit.kind == Kind.AVERAGE_POOL
        && unit.placement.orElseThrow().coversExactly(inputShape(node))) {
      return "";
    }
    if (unit.kind != kind(operation)) {
      return unit.kind.words;
    }
    if (operation instanceof Convolution convolution) {
      return problem(node, convolution, unit);
    } else if (operation instanceof Linear linear) {
      return problem(node, linear, unit);
    } else if (operation instanceof LocalResponseNormalization norm) {
      String file = attributes(unit.node);
      return file.equals(attributes(norm)) ? "" : file;
    } else if (operation instanceof MaxPool pool) {
      return problem(pool.window(), node, unit);
    } else if (operation instanceof AveragePool pool) {
      return problem(pool.window(), node, unit);
    } else if (operation instanceof Concatenation) {
      List<Optional<Unit>> expected = node.inputs().stream().map(this::input).toList();
      return expected.equals(unit.inputs) ? "" : "other branches or another order";
    }
    return operation instanceof GlobalAveragePool ? "" : unit.kind.words;
  }

  private String problem(Node node, Convolution convolution, Unit unit) {
    List<Integer> expected =
        List.of(
            convolution.outputs(),
            inputShape(node).channels(),
            convolution.kernel(),
            convolution.kernel());
    List<Integer> extents = unit.weight.orElseThrow().extents();
    if (!extents.equals(expected)) {
      return "weights " + extents;
    }
    if (!unit.norm.isEmpty() && !variant.batchNorm()) {
      return "batch normalisation";
    }
    if (unit.relu != variant.relu()) {
      return unit.relu ? "ReLU" : "no ReLU";
    }
    Window window =
        new Window(convolution.kernel(), convolution.stride(), convolution.padding(), false);
    return problem(window, node, unit);
  }

  private String problem(Window window, Node node, Unit unit) {
    Placement placement = unit.placement.orElseThrow();
    return placement.sameAs(window, inputShape(node)) ? "" : placement.toString();
  }

  private String problem(Node node, Linear linear, Unit unit) {
    List<Integer> extents = unit.weight.orElseThrow().extents();
    int inputs = extents.get(unit.weight.get().transposed() ? 0 : 1);
    boolean last = linear.parameters().endsWith("classifier");
    boolean outputs = last ? unit.outputs() >= 2 : unit.outputs() == linear.outputs();
    if (inputs != inputShape(node).size() || !outputs) {
      return "weights " + extents;
    }
    boolean relu = !last && variant.relu();
    return unit.relu == relu ? "" : unit.relu ? "ReLU" : "no ReLU";
  }

  private static String attributes(OnnxNode node) {
    return attributes(
        node.integer("size", 0),
        node.decimal("alpha", 1e-4f),
        node.decimal("beta", .75f),
        node.decimal("bias", 1));
  }

  private static String attributes(LocalResponseNormalization norm) {
    return attributes(norm.size(), (float) norm.alpha(), (float) norm.beta(), (float) norm.k());
  }

  private static String attributes(long size, float alpha, float beta, float k) {
    return "size %d, alpha %s, beta %s, bias %s"
        .formatted(size, rounded(alpha), rounded(beta), rounded(k));
  }

  private static String rounded(float value) {
    if (!Float.isFinite(value)) {
      return Float.toString(value);
    }
    return new BigDecimal(value, DIGITS).stripTrailingZeros().toPlainString();
  }

  /** The first reader that is no layer yet, first of those of the same kind. */
  private String difference(Node node, Optional<Unit> before, List<Unit> readers) {
    Kind kind = kind(node.operation());
    List<Unit> free =
        readers.stream().limit(MOST_READERS).filter(unit -> !taken.contains(unit)).toList();
    Optional<Unit> nearest =
        free.stream()
            .filter(unit -> unit.kind == kind)
            .findFirst()
            .or(() -> free.stream().findFirst());
    String expected =
        "%s of the variant %s (%s)".formatted(node.name(), variant.name(), words(node, kind));
    String found =
        nearest
            .map(unit -> "%s: %s".formatted(unit, problem(node, unit)))
            .orElseGet(() -> "nothing behind " + before.map(Unit::toString).orElse("the pictures"));
    return "expected %s, found %s.".formatted(expected, found);
  }

  private String words(Node node, Kind kind) {
    Operation operation = node.operation();
    List<String> words = new ArrayList<>(List.of(kind.words));
    if (operation instanceof MaxPool pool) {
      words.add(Placement.words(pool.window()));
    } else if (operation instanceof Convolution convolution) {
      Window window =
          new Window(convolution.kernel(), convolution.stride(), convolution.padding(), false);
      words.add(Placement.words(window));
      words.add(
          "weights "
              + List.of(
                  convolution.outputs(),
                  inputShape(node).channels(),
                  convolution.kernel(),
                  convolution.kernel()));
      words.add(variant.relu() ? "ReLU" : "no ReLU");
    } else if (operation instanceof LocalResponseNormalization norm) {
      words.add(attributes(norm));
    } else if (operation instanceof Linear) {
      words.add("%d inputs".formatted(inputShape(node).size()));
    }
    return String.join(", ", words);
  }
}
