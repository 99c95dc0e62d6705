package io.github.googlenet4j.foreign.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A layer of the file's network: a node that computes, with the nodes behind it that belong to it.
 * It is built up while the nodes are read in order.
 */
final class Unit {
  /** What a unit computes. */
  enum Kind {
    CONVOLUTION("a convolution"),
    LINEAR("a linear layer"),
    LOCAL_RESPONSE("local response normalisation"),
    MAX_POOL("a max pool"),
    AVERAGE_POOL("an average pool"),
    GLOBAL_POOL("a global average pool"),
    CONCATENATION("a concatenation"),
    SOFTMAX("a softmax"),
    PADDING("padding"),
    OTHER("another operator");

    final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  final Kind kind;
  final OnnxNode node;

  /** What it reads; none for the picture. */
  final List<Optional<Unit>> inputs;

  /** Those that read it, in the file's order. */
  final List<Unit> readers = new ArrayList<>();

  /** Why it is none of ours whatever its place is; empty if nothing is odd. */
  String oddity = "";

  Optional<Constant> weight = Optional.empty();
  Optional<Constant> bias = Optional.empty();

  /** Scale, shift, mean and variance of batch normalisation; empty if there is none. */
  List<Constant> norm = List.of();

  float epsilon;
  boolean relu;
  Optional<Placement> placement = Optional.empty();

  /** Whether no result is below 0. */
  boolean nonNegative;

  Unit(Kind kind, OnnxNode node, List<Optional<Unit>> inputs) {
    this.kind = kind;
    this.node = node;
    this.inputs = inputs;
  }

  /** Channels or values of the result of a layer with weights; -1 for others. */
  int outputs() {
    if (weight.isEmpty() || weight.get().extents().size() < 2) {
      return -1;
    }
    boolean last = kind == Kind.LINEAR && weight.get().transposed();
    return weight.get().extents().get(last ? 1 : 0);
  }

  @Override
  public String toString() {
    return node.toString();
  }
}
