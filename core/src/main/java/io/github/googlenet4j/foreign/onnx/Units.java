package io.github.googlenet4j.foreign.onnx;

import io.github.googlenet4j.foreign.onnx.NodeValue.Activations;
import io.github.googlenet4j.foreign.onnx.NodeValue.Pictures;
import io.github.googlenet4j.foreign.onnx.Unit.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The units made so far, and who reads what. */
final class Units {
  private final Map<String, Integer> uses;
  private final Set<Unit> shared = new HashSet<>(); // read under several names
  private final List<Unit> all = new ArrayList<>();
  private Optional<PictureInput> pictures = Optional.empty();
  private Optional<Unit> first = Optional.empty();

  Units(OnnxGraph graph) {
    uses = new HashMap<>();
    for (OnnxNode node : graph.nodes()) {
      node.inputs().forEach(name -> uses.merge(name, 1, Integer::sum));
    }
    graph.outputs().forEach(name -> uses.merge(name, 1, Integer::sum));
  }

  /** All units, in order. */
  List<Unit> all() {
    return all;
  }

  /** What becomes of pictures before the first unit that reads them; empty if none does. */
  Optional<PictureInput> pictures() {
    return pictures;
  }

  /** The first unit that reads the pictures. */
  Optional<Unit> first() {
    return first;
  }

  /** Says that a unit took over what another did, if that was the first. */
  void replaceFirst(Unit before, Unit by) {
    if (first.filter(before::equals).isPresent()) {
      first = Optional.of(by);
    }
  }

  /** Adds a unit that reads whatever of these is no constant. */
  Unit add(Kind kind, OnnxNode node, List<NodeValue> reads) {
    List<Optional<Unit>> inputs = new ArrayList<>();
    for (NodeValue value : reads) {
      if (value instanceof Activations activations) {
        inputs.add(Optional.of(activations.unit()));
      } else if (value instanceof Pictures) {
        inputs.add(Optional.empty());
      }
    }
    Unit unit = new Unit(kind, node, inputs);
    for (Optional<Unit> input : inputs) {
      input.ifPresent(before -> before.readers.add(unit));
    }
    for (NodeValue value : reads) {
      if (value instanceof Pictures read && first.isEmpty()) {
        first = Optional.of(unit);
        pictures = Optional.of(read.pictures());
      }
    }
    all.add(unit);
    return unit;
  }

  /** A unit that is none of ours. */
  NodeValue other(OnnxNode node, List<NodeValue> reads, String oddity) {
    Unit unit = add(Kind.OTHER, node, reads);
    unit.oddity = oddity;
    return new Activations(unit, false);
  }

  /** A unit that reads planes and nothing else. */
  NodeValue single(Kind kind, OnnxNode node, List<NodeValue> reads) {
    if (!NodeValue.isPlanes(reads.get(0)) && kind != Kind.SOFTMAX) {
      return other(node, reads, "");
    }
    Unit unit = add(kind, node, reads.subList(0, 1));
    unit.nonNegative = kind == Kind.SOFTMAX || NodeValue.isNonNegative(reads.get(0));
    return new Activations(unit, kind == Kind.SOFTMAX);
  }

  /** What a node leaves as it is. */
  NodeValue passed(OnnxNode node, NodeValue value) {
    if (value instanceof Activations activations && uses.getOrDefault(node.input(0), 0) > 1) {
      shared.add(activations.unit());
    }
    return value;
  }

  /**
   * The unit before, if what this node reads is that unit's linear result and read by nobody else.
   */
  Optional<Unit> joined(OnnxNode node, NodeValue read, int input) {
    return read instanceof Activations before
            && (before.unit().kind == Kind.CONVOLUTION || before.unit().kind == Kind.LINEAR)
            && !before.unit().relu
            && !shared.contains(before.unit())
            && uses.getOrDefault(node.input(input), 0) == 1
        ? Optional.of(before.unit())
        : Optional.empty();
  }
}
