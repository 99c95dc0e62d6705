package io.github.googlenet4j.foreign.onnx;

import io.github.googlenet4j.foreign.onnx.NodeValue.Activations;
import io.github.googlenet4j.foreign.onnx.NodeValue.Known;
import io.github.googlenet4j.foreign.onnx.Unit.Kind;
import java.util.List;
import java.util.Optional;

/**
 * Makes units of the nodes that lead to rows of values and read them. An addition of constants
 * joins the layer before it.
 */
final class RowNodes {
  private final Units units;

  RowNodes(Units units) {
    this.units = units;
  }

  /** Planes as a row: channel by channel, as a linear layer reads them. */
  NodeValue flattened(OnnxNode node, List<NodeValue> reads) {
    return reads.get(0) instanceof Activations before && node.integer("axis", 1) == 1
        ? new Activations(before.unit(), true)
        : units.other(node, reads, "");
  }

  /** A linear layer with its bias. */
  NodeValue gemm(OnnxNode node, List<NodeValue> reads) {
    Optional<Constant> weight = NodeValue.constantAt(reads, 1);
    boolean plain =
        node.integer("transA", 0) == 0
            && node.decimal("alpha", 1) == 1
            && (reads.size() < 3 || node.decimal("beta", 1) == 1);
    boolean transposed = node.integer("transB", 0) == 0; // ours is outputs x inputs
    return linear(node, reads, plain, weight.map(w -> transposed ? w.asTransposed() : w));
  }

  /** A linear layer without a bias. */
  NodeValue product(OnnxNode node, List<NodeValue> reads) {
    return linear(node, reads, true, NodeValue.constantAt(reads, 1).map(Constant::asTransposed));
  }

  private NodeValue linear(
      OnnxNode node, List<NodeValue> reads, boolean plain, Optional<Constant> weight) {
    boolean row = reads.get(0) instanceof Activations before && before.flat();
    boolean matrix = weight.map(w -> w.floating() && w.extents().size() == 2).orElse(false);
    if (!row || !plain || !matrix) {
      return units.other(node, reads, "");
    }
    Unit unit = units.add(Kind.LINEAR, node, reads.subList(0, 1));
    unit.weight = weight;
    if (reads.size() > 2) {
      unit.bias = NodeValue.constantAt(reads, 2);
      if (!unit.bias.map(bias -> bias.perChannel(unit.outputs())).orElse(false)) {
        unit.oddity = "a bias that is not one value for each output";
      }
    }
    return new Activations(unit, true);
  }

  /** An addition of constants to the result of a convolution or a linear layer is its bias. */
  NodeValue sum(OnnxNode node, List<NodeValue> reads) {
    if (reads.size() == 2) {
      int side = reads.get(0) instanceof Known ? 1 : 0;
      Optional<Constant> bias = NodeValue.constantAt(reads, 1 - side);
      Optional<Unit> before = units.joined(node, reads.get(side), side);
      if (before.isPresent() && bias.isPresent()) {
        Unit unit = before.get();
        boolean fits = bias.get().perChannel(unit.outputs());
        if (fits && unit.bias.isEmpty() && unit.norm.isEmpty()) {
          unit.bias = bias;
          return reads.get(side);
        }
      }
    }
    return units.other(node, reads, "");
  }
}
