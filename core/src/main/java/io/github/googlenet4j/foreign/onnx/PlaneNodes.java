package io.github.googlenet4j.foreign.onnx;

import io.github.googlenet4j.foreign.onnx.NodeValue.Activations;
import io.github.googlenet4j.foreign.onnx.NodeValue.Pictures;
import io.github.googlenet4j.foreign.onnx.Unit.Kind;
import io.github.googlenet4j.protobuf.ProtobufFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Makes units of the nodes that read planes: channels of rows and columns. Batch normalisation and
 * ReLU join the convolution before them; padding joins the convolution or pool behind it.
 */
final class PlaneNodes {
  private final ProtobufFile file;
  private final Units units;

  PlaneNodes(ProtobufFile file, Units units) {
    this.file = file;
    this.units = units;
  }

  /** With its bias, and the padding before it. */
  NodeValue convolution(OnnxNode node, List<NodeValue> reads) {
    Optional<Constant> weight = NodeValue.constantAt(reads, 1);
    boolean planes = reads.get(0) instanceof Pictures || NodeValue.isPlanes(reads.get(0));
    boolean rejected = weight.isEmpty() || !weight.get().floating() || !planes;
    if (rejected || weight.get().extents().size() != 4 || weight.get().transposed()) {
      return units.other(
          node, reads, rejected ? "weights that are not in the file" : "other extents");
    }
    Unit unit = units.add(Kind.CONVOLUTION, node, reads.subList(0, 1));
    unit.weight = weight;
    List<Integer> extents = weight.get().extents();
    place(unit, List.of((long) extents.get(2), (long) extents.get(3)));
    if (node.integer("group", 1) != 1) {
      unit.oddity = "%d groups".formatted(node.integer("group", 1));
    }
    if (reads.size() > 2) {
      unit.bias = NodeValue.constantAt(reads, 2);
      if (!unit.bias.map(bias -> bias.perChannel(unit.outputs())).orElse(false)) {
        unit.oddity = "a bias that is not one value for each output";
      }
    }
    joinPadding(unit, 0);
    return new Activations(unit, false);
  }

  private void place(Unit unit, List<Long> kernel) {
    OnnxNode node = unit.node;
    Placement placement =
        new Placement(
            node.integers("kernel_shape").orElse(kernel),
            node.integers("strides").orElse(List.of(1L, 1L)),
            node.integers("pads").orElse(List.of(0L, 0L, 0L, 0L)),
            node.text("auto_pad", "NOTSET"),
            node.integer("ceil_mode", 0) != 0);
    unit.placement = Optional.of(placement);
    boolean dilated =
        node.integers("dilations").orElse(List.of()).stream().anyMatch(value -> value != 1);
    boolean otherKernel = !kernel.isEmpty() && !placement.kernel().equals(kernel);
    if (!placement.plausible() || dilated || otherKernel) {
      unit.oddity = dilated ? "dilations" : "windows " + placement;
    }
  }

  /** Takes over the padding of the node before. */
  private void joinPadding(Unit unit, int kept) {
    Optional<Unit> before = unit.inputs.isEmpty() ? Optional.empty() : unit.inputs.get(0);
    if (before.isEmpty() || before.get().kind != Kind.PADDING) {
      return;
    }
    Unit padding = before.get();
    boolean harmless = kept == 0 ? padding.epsilon == 0 : padding.epsilon < -1e30f;
    harmless |= kept == 1 && padding.epsilon == 0 && padding.nonNegative;
    if (!harmless || padding.placement.isEmpty() || !padding.oddity.isEmpty()) {
      unit.oddity = "padding by " + padding.epsilon;
      return;
    }
    Placement own = unit.placement.orElseThrow();
    if (own.plausible()) {
      unit.placement = Optional.of(own.padded(padding.placement.get().pads()));
    }
    unit.inputs.set(0, padding.inputs.get(0));
    padding.inputs.get(0).ifPresent(source -> replace(source.readers, padding, unit));
    units.replaceFirst(padding, unit);
  }

  /** The reader takes the padding's place; another reader may have taken it before. */
  private static void replace(List<Unit> readers, Unit padding, Unit by) {
    int index = readers.indexOf(padding);
    if (index >= 0) {
      readers.set(index, by);
    } else {
      readers.add(by);
    }
  }

  /** Padding by one value, which is kept where an epsilon would be. */
  NodeValue padding(OnnxNode node, List<NodeValue> reads) throws IOException {
    boolean planes = reads.get(0) instanceof Pictures || NodeValue.isPlanes(reads.get(0));
    List<Long> pads =
        NodeValue.constantAt(reads, 1)
            .flatMap(Constant::integers)
            .or(() -> node.integers("pads"))
            .or(() -> node.integers("paddings"))
            .orElse(List.of());
    float value = node.decimal("value", 0);
    Optional<Constant> given = NodeValue.constantAt(reads, 2);
    if (given.isPresent()) {
      float[] few = given.get().few(file).orElse(new float[0]);
      value = few.length == 1 ? few[0] : Float.NaN;
    }
    boolean spatial =
        pads.size() == 8
            && pads.get(0) == 0
            && pads.get(1) == 0
            && pads.get(4) == 0
            && pads.get(5) == 0;
    if (!planes || !spatial || !node.text("mode", "constant").equals("constant")) {
      return units.other(node, reads, "");
    }
    Unit unit = units.add(Kind.PADDING, node, reads.subList(0, 1));
    unit.epsilon = value;
    unit.nonNegative = NodeValue.isNonNegative(reads.get(0));
    unit.placement =
        Optional.of(
            new Placement(
                List.of(1L, 1L),
                List.of(1L, 1L),
                List.of(pads.get(2), pads.get(3), pads.get(6), pads.get(7)),
                "NOTSET",
                false));
    if (!unit.placement.get().plausible()) {
      unit.oddity = "negative padding";
    }
    return new Activations(unit, false);
  }

  /** Joins the convolution before it. */
  NodeValue norm(OnnxNode node, List<NodeValue> reads) {
    Optional<Unit> before = units.joined(node, reads.get(0), 0);
    if (before.isEmpty() || before.get().kind != Kind.CONVOLUTION || !before.get().norm.isEmpty()) {
      return units.other(node, reads, "batch normalisation at another place");
    }
    Unit unit = before.get();
    List<Constant> norm = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      NodeValue.constantAt(reads, i).filter(c -> c.perChannel(unit.outputs())).ifPresent(norm::add);
    }
    if (norm.size() != 4) {
      unit.oddity = "batch normalisation without four values for each output";
    }
    if (node.integer("training_mode", 0) != 0 || node.integer("spatial", 1) != 1) {
      unit.oddity = "batch normalisation as in training: export it after model.eval()";
    }
    unit.norm = norm;
    unit.epsilon = node.decimal("epsilon", 1e-5f);
    return reads.get(0);
  }

  /** Joins the layer before it. */
  NodeValue relu(OnnxNode node, List<NodeValue> reads) {
    Optional<Unit> before = units.joined(node, reads.get(0), 0);
    if (before.isEmpty()) {
      return units.other(node, reads, "");
    }
    before.get().relu = true;
    before.get().nonNegative = true;
    return reads.get(0);
  }

  /** A max or average pool, with the padding before it. */
  NodeValue pool(Kind kind, OnnxNode node, List<NodeValue> reads) {
    if (!NodeValue.isPlanes(reads.get(0))) {
      return units.other(node, reads, "");
    }
    Unit unit = units.add(kind, node, reads.subList(0, 1));
    unit.nonNegative = NodeValue.isNonNegative(reads.get(0));
    place(unit, List.of());
    joinPadding(unit, kind == Kind.MAX_POOL ? 1 : 2);
    return new Activations(unit, false);
  }

  /** The mean over height and width is a global pool. */
  NodeValue mean(OnnxNode node, List<NodeValue> reads) {
    List<Long> axes =
        new ArrayList<>(
            NodeValue.constantAt(reads, 1)
                .flatMap(Constant::integers)
                .or(() -> node.integers("axes"))
                .orElse(List.of()));
    axes.replaceAll(axis -> axis < 0 ? axis + 4 : axis);
    Collections.sort(axes);
    if (!NodeValue.isPlanes(reads.get(0)) || !axes.equals(List.of(2L, 3L))) {
      return units.other(node, reads, "a mean over other axes");
    }
    Unit unit = units.add(Kind.GLOBAL_POOL, node, reads.subList(0, 1));
    return new Activations(unit, node.integer("keepdims", 1) == 0);
  }

  /** Of channels. */
  NodeValue concatenation(OnnxNode node, List<NodeValue> reads) {
    long axis = node.integer("axis", 1);
    if (!reads.stream().allMatch(NodeValue::isPlanes) || (axis != 1 && axis != -3)) {
      return units.other(node, reads, "");
    }
    Unit unit = units.add(Kind.CONCATENATION, node, reads);
    unit.nonNegative =
        unit.inputs.stream()
            .allMatch(input -> input.map(before -> before.nonNegative).orElse(false));
    return new Activations(unit, false);
  }
}
