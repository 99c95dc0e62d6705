package io.github.googlenet4j.foreign.onnx;

import java.util.List;
import java.util.Optional;

/** What a name in the file stands for. */
sealed interface NodeValue {

  /**
   * The result of a unit.
   *
   * @param flat whether it is a row of values, no longer planes
   */
  record Activations(Unit unit, boolean flat) implements NodeValue {}

  /** The pictures, changed by constants or not. */
  record Pictures(PictureInput pictures) implements NodeValue {}

  /** Numbers of the file. */
  record Known(Constant constant) implements NodeValue {}

  /** A number or shape that nobody needs. */
  record Derived() implements NodeValue {}

  /** Whether it is channels of rows and columns that a unit made. */
  static boolean isPlanes(NodeValue value) {
    return value instanceof Activations activations && !activations.flat();
  }

  /** Whether it is such a result, and no value of it is below 0. */
  static boolean isNonNegative(NodeValue value) {
    return value instanceof Activations activations && activations.unit().nonNegative;
  }

  /** The constant that a node reads at this index; empty if there is none. */
  static Optional<Constant> constantAt(List<NodeValue> reads, int index) {
    return index < reads.size() && reads.get(index) instanceof Known known
        ? Optional.of(known.constant())
        : Optional.empty();
  }
}
