package io.github.googlenet4j.foreign.onnx;

import io.github.googlenet4j.foreign.onnx.OnnxNode.Attribute;
import io.github.googlenet4j.foreign.onnx.Unit.Kind;
import io.github.googlenet4j.protobuf.ProtobufFile;
import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes units of the nodes, in their order.
 *
 * <p>Batch normalisation, an addition of constants and ReLU join the convolution or linear layer
 * before them, if nothing else reads what is between. Padding joins the pool or convolution behind
 * it. Identity, Dropout and Cast are left out. Whatever is computed from shapes and constants alone
 * is not followed: it can only be another shape.
 */
final class UnitReader {
  /** What a name stands for. */
  private sealed interface Value {}

  /**
   * The result of a unit.
   *
   * @param flat whether it is a row of values, no longer planes
   */
  private record Activations(Unit unit, boolean flat) implements Value {}

  private record Pictures(PictureInput pictures) implements Value {}

  private record Known(Constant constant) implements Value {}

  /** A number or shape that nobody needs. */
  private record Derived() implements Value {}

  private final ProtobufFile file;
  private final OnnxGraph graph;
  private final Map<String, Value> values = new HashMap<>();
  private final Map<String, Integer> uses = new HashMap<>();
  private final Set<Unit> shared = new HashSet<>(); // read under several names
  private final List<Unit> units = new ArrayList<>();
  private Optional<PictureInput> pictures = Optional.empty();
  private Optional<Unit> first = Optional.empty();

  UnitReader(ProtobufFile file, OnnxGraph graph) {
    this.file = file;
    this.graph = graph;
  }

  /** All units, in order. */
  List<Unit> read() throws IOException {
    graph.constants().forEach((name, constant) -> values.put(name, new Known(constant)));
    if (graph.inputs().isEmpty()) {
      throw file.refused("an input for pictures", "none", "It is no GoogLeNet.");
    }
    OnnxGraph.Input input = graph.inputs().get(0);
    values.put(input.name(), new Pictures(PictureInput.of(input)));
    graph.inputs().stream().skip(1).forEach(other -> values.put(other.name(), new Derived()));
    for (OnnxNode node : graph.nodes()) {
      node.inputs().forEach(name -> uses.merge(name, 1, Integer::sum));
    }
    graph.outputs().forEach(name -> uses.merge(name, 1, Integer::sum));
    for (OnnxNode node : graph.nodes()) {
      read(node);
    }
    return units;
  }

  /** What becomes of pictures before the first unit that reads them; empty if none does. */
  Optional<PictureInput> pictures() {
    return pictures;
  }

  /** The first unit that reads the pictures. */
  Optional<Unit> first() {
    return first;
  }

  /** The unit whose result has a name, if it is one. */
  Optional<Unit> unit(String name) {
    return values.get(name) instanceof Activations activations
        ? Optional.of(activations.unit)
        : Optional.empty();
  }

  private void read(OnnxNode node) throws IOException {
    List<Value> reads = new ArrayList<>();
    for (String name : node.inputs()) {
      if (!name.isEmpty()) {
        Value value = values.get(name);
        if (value == null) {
          throw file.refused(
              "nodes that read results of earlier ones",
              "%s, which reads %s".formatted(node, PrintableText.shortened(name)),
              "Write the file again.");
        }
        reads.add(value);
      }
    }
    Value result = value(node, reads);
    for (String output : node.outputs()) {
      if (!output.isEmpty()) {
        values.put(output, result);
        result = new Derived(); // masks and statistics
      }
    }
  }

  private Value value(OnnxNode node, List<Value> reads) throws IOException {
    if (!node.domain().isEmpty()) {
      return other(node, reads, "an operator of " + PrintableText.shortened(node.domain()));
    }
    if (node.type().contains("QuantizeLinear") || node.type().startsWith("QLinear")) {
      throw file.refused(
          "floating-point weights",
          "integers at " + node,
          "Import the float32 model that it was made from.");
    }
    if (reads.stream().allMatch(value -> value instanceof Known || value instanceof Derived)) {
      return constant(node, reads);
    }
    if (node.type().equals("CastLike") && reads.get(0) instanceof Known) {
      return reads.get(0);
    }
    if ((reads.get(0) instanceof Pictures && !isLayer(node))
        || (reads.size() > 1 && reads.get(1) instanceof Pictures)) {
      return ofPictures(node, reads);
    }
    return switch (node.type()) {
      case "Identity", "Dropout", "Cast", "CastLike" -> passed(node, reads.get(0));
      case "Shape", "Size" -> new Derived();
      case "Conv" -> convolution(node, reads);
      case "BatchNormalization" -> norm(node, reads);
      case "Relu" -> relu(node, reads);
      case "LRN" -> single(Kind.LOCAL_RESPONSE, node, reads);
      case "MaxPool" -> pool(Kind.MAX_POOL, node, reads);
      case "AveragePool" -> pool(Kind.AVERAGE_POOL, node, reads);
      case "GlobalAveragePool" -> single(Kind.GLOBAL_POOL, node, reads);
      case "ReduceMean" -> mean(node, reads);
      case "Concat" -> concatenation(node, reads);
      case "Pad" -> padding(node, reads);
      case "Flatten", "Reshape", "Squeeze" -> flattened(node, reads);
      case "Gemm" -> gemm(node, reads);
      case "MatMul" -> product(node, reads);
      case "Add", "Sum" -> sum(node, reads);
      case "Softmax" -> single(Kind.SOFTMAX, node, reads);
      default -> other(node, reads, "");
    };
  }

  /** What a node leaves as it is. */
  private Value passed(OnnxNode node, Value value) {
    if (value instanceof Activations activations && uses.getOrDefault(node.input(0), 0) > 1) {
      shared.add(activations.unit);
    }
    return value;
  }

  private static boolean isLayer(OnnxNode node) {
    return node.type().equals("Conv") || node.type().equals("Pad");
  }

  /** A node that reads constants alone. */
  private Value constant(OnnxNode node, List<Value> reads) {
    if (node.type().equals("Constant")) {
      Attribute value = node.attributes().get("value");
      if (value != null && value.tensor().isPresent()) {
        return new Known(value.tensor().get().named(node.output()));
      }
      Attribute number = node.attributes().get("value_int");
      Attribute numbers = node.attributes().get("value_ints");
      if (number != null || numbers != null) {
        List<Long> few = numbers == null ? List.of(integer(number)) : numbers.integers();
        return new Known(
            new Constant(
                node.output(),
                "INT64",
                numbers == null ? List.of() : List.of(-1),
                Optional.empty(),
                Optional.of(few),
                false,
                false));
      }
      return new Derived();
    }
    if (reads.isEmpty() || !(reads.get(0) instanceof Known known)) {
      return new Derived();
    }
    Constant constant = known.constant;
    return switch (node.type()) {
      case "Identity" -> new Known(constant.named(node.output()));
      case "Cast", "CastLike", "Dropout" -> known;
      case "Reshape", "Squeeze", "Unsqueeze", "Flatten" ->
          constant.integers().isPresent() || (constant.isVector() && constant.floating())
              ? new Known(constant.asList())
              : new Derived();
      case "Expand" ->
          constant.floating() && constant.count() == 1
              ? new Known(constant.asSpread())
              : new Derived();
      case "Transpose" ->
          constant.floating() && constant.extents().size() == 2
              ? transposed(node, constant)
              : new Derived();
      default -> new Derived();
    };
  }

  private static long integer(@Nullable Attribute number) {
    return number == null ? 0 : number.integer();
  }

  private static Value transposed(OnnxNode node, Constant constant) {
    List<Long> order = node.integers("perm").orElse(List.of(1L, 0L));
    return new Known(order.equals(List.of(1L, 0L)) ? constant.asTransposed() : constant);
  }

  private Value ofPictures(OnnxNode node, List<Value> reads) throws IOException {
    List<PictureInput> inputs = new ArrayList<>();
    List<Constant> constants = new ArrayList<>();
    for (Value value : reads) {
      if (value instanceof Pictures picture) {
        inputs.add(picture.pictures);
      } else if (value instanceof Known known) {
        constants.add(known.constant);
      }
    }
    if (node.type().equals("Shape") || node.type().equals("Size")) {
      return new Derived();
    }
    Optional<PictureInput> changed =
        inputs.size() + constants.size() == reads.size()
            ? PictureInput.changed(file, node, inputs, constants, reads.get(0) instanceof Known)
            : Optional.empty();
    return changed.isPresent() ? new Pictures(changed.get()) : other(node, reads, "");
  }

  private Value other(OnnxNode node, List<Value> reads, String oddity) {
    Unit unit = unit(Kind.OTHER, node, reads);
    unit.oddity = oddity;
    return new Activations(unit, false);
  }

  /** Adds a unit that reads whatever of these is no constant. */
  private Unit unit(Kind kind, OnnxNode node, List<Value> reads) {
    List<Optional<Unit>> inputs = new ArrayList<>();
    for (Value value : reads) {
      if (value instanceof Activations activations) {
        inputs.add(Optional.of(activations.unit));
      } else if (value instanceof Pictures) {
        inputs.add(Optional.empty());
      }
    }
    Unit unit = new Unit(kind, node, inputs);
    for (Optional<Unit> input : inputs) {
      input.ifPresent(before -> before.readers.add(unit));
    }
    for (Value value : reads) {
      if (value instanceof Pictures read && first.isEmpty()) {
        first = Optional.of(unit);
        pictures = Optional.of(read.pictures);
      }
    }
    units.add(unit);
    return unit;
  }

  /** A unit that reads planes and nothing else. */
  private Value single(Kind kind, OnnxNode node, List<Value> reads) {
    boolean planes = reads.get(0) instanceof Activations before && !before.flat;
    if (!planes && kind != Kind.SOFTMAX) {
      return other(node, reads, "");
    }
    Unit unit = unit(kind, node, reads.subList(0, 1));
    unit.nonNegative =
        kind == Kind.SOFTMAX || (reads.get(0) instanceof Activations a && a.unit.nonNegative);
    return new Activations(unit, kind == Kind.SOFTMAX);
  }

  private static Optional<Constant> constantAt(List<Value> reads, int index) {
    return index < reads.size() && reads.get(index) instanceof Known known
        ? Optional.of(known.constant)
        : Optional.empty();
  }

  private Value convolution(OnnxNode node, List<Value> reads) {
    Optional<Constant> weight = constantAt(reads, 1);
    boolean planes = reads.get(0) instanceof Pictures || isPlanes(reads.get(0));
    boolean rejected = weight.isEmpty() || !weight.get().floating() || !planes;
    if (rejected || weight.get().extents().size() != 4 || weight.get().transposed()) {
      return other(node, reads, rejected ? "weights that are not in the file" : "other extents");
    }
    Unit unit = unit(Kind.CONVOLUTION, node, reads.subList(0, 1));
    unit.weight = weight;
    List<Integer> extents = weight.get().extents();
    place(unit, List.of((long) extents.get(2), (long) extents.get(3)));
    if (node.integer("group", 1) != 1) {
      unit.oddity = "%d groups".formatted(node.integer("group", 1));
    }
    if (reads.size() > 2) {
      unit.bias = constantAt(reads, 2);
      if (!unit.bias.map(bias -> bias.perChannel(unit.outputs())).orElse(false)) {
        unit.oddity = "a bias that is not one value for each output";
      }
    }
    joinPadding(unit, 0);
    return new Activations(unit, false);
  }

  private static boolean isPlanes(Value value) {
    return value instanceof Activations activations && !activations.flat;
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
    if (first.filter(padding::equals).isPresent()) {
      first = Optional.of(unit);
    }
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
  private Value padding(OnnxNode node, List<Value> reads) throws IOException {
    boolean planes = reads.get(0) instanceof Pictures || isPlanes(reads.get(0));
    List<Long> pads =
        constantAt(reads, 1)
            .flatMap(Constant::integers)
            .or(() -> node.integers("pads"))
            .or(() -> node.integers("paddings"))
            .orElse(List.of());
    float value = node.decimal("value", 0);
    Optional<Constant> given = constantAt(reads, 2);
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
      return other(node, reads, "");
    }
    Unit unit = unit(Kind.PADDING, node, reads.subList(0, 1));
    unit.epsilon = value;
    unit.nonNegative = reads.get(0) instanceof Activations a && a.unit.nonNegative;
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

  /**
   * The unit before, if what this node reads is that unit's linear result and read by nobody else.
   */
  private Optional<Unit> joined(OnnxNode node, Value read, int input) {
    return read instanceof Activations before
            && (before.unit.kind == Kind.CONVOLUTION || before.unit.kind == Kind.LINEAR)
            && !before.unit.relu
            && !shared.contains(before.unit)
            && uses.getOrDefault(node.input(input), 0) == 1
        ? Optional.of(before.unit)
        : Optional.empty();
  }

  private Value norm(OnnxNode node, List<Value> reads) {
    Optional<Unit> before = joined(node, reads.get(0), 0);
    if (before.isEmpty() || before.get().kind != Kind.CONVOLUTION || !before.get().norm.isEmpty()) {
      return other(node, reads, "batch normalisation at another place");
    }
    Unit unit = before.get();
    List<Constant> norm = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      constantAt(reads, i).filter(c -> c.perChannel(unit.outputs())).ifPresent(norm::add);
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

  private Value relu(OnnxNode node, List<Value> reads) {
    Optional<Unit> before = joined(node, reads.get(0), 0);
    if (before.isEmpty()) {
      return other(node, reads, "");
    }
    before.get().relu = true;
    before.get().nonNegative = true;
    return reads.get(0);
  }

  private Value pool(Kind kind, OnnxNode node, List<Value> reads) {
    if (!isPlanes(reads.get(0))) {
      return other(node, reads, "");
    }
    Unit unit = unit(kind, node, reads.subList(0, 1));
    unit.nonNegative = reads.get(0) instanceof Activations a && a.unit.nonNegative;
    place(unit, List.of());
    joinPadding(unit, kind == Kind.MAX_POOL ? 1 : 2);
    return new Activations(unit, false);
  }

  /** The mean over height and width is a global pool. */
  private Value mean(OnnxNode node, List<Value> reads) {
    List<Long> axes =
        new ArrayList<>(
            constantAt(reads, 1)
                .flatMap(Constant::integers)
                .or(() -> node.integers("axes"))
                .orElse(List.of()));
    axes.replaceAll(axis -> axis < 0 ? axis + 4 : axis);
    Collections.sort(axes);
    if (!isPlanes(reads.get(0)) || !axes.equals(List.of(2L, 3L))) {
      return other(node, reads, "a mean over other axes");
    }
    Unit unit = unit(Kind.GLOBAL_POOL, node, reads.subList(0, 1));
    return new Activations(unit, node.integer("keepdims", 1) == 0);
  }

  private Value concatenation(OnnxNode node, List<Value> reads) {
    long axis = node.integer("axis", 1);
    if (!reads.stream().allMatch(UnitReader::isPlanes) || (axis != 1 && axis != -3)) {
      return other(node, reads, "");
    }
    Unit unit = unit(Kind.CONCATENATION, node, reads);
    unit.nonNegative =
        unit.inputs.stream()
            .allMatch(input -> input.map(before -> before.nonNegative).orElse(false));
    return new Activations(unit, false);
  }

  /** Planes as a row: channel by channel, as a linear layer reads them. */
  private Value flattened(OnnxNode node, List<Value> reads) {
    return reads.get(0) instanceof Activations before && node.integer("axis", 1) == 1
        ? new Activations(before.unit, true)
        : other(node, reads, "");
  }

  private Value gemm(OnnxNode node, List<Value> reads) {
    Optional<Constant> weight = constantAt(reads, 1);
    boolean plain =
        node.integer("transA", 0) == 0
            && node.decimal("alpha", 1) == 1
            && (reads.size() < 3 || node.decimal("beta", 1) == 1);
    boolean transposed = node.integer("transB", 0) == 0; // ours is outputs x inputs
    return linear(node, reads, plain, weight.map(w -> transposed ? w.asTransposed() : w));
  }

  private Value product(OnnxNode node, List<Value> reads) {
    return linear(node, reads, true, constantAt(reads, 1).map(Constant::asTransposed));
  }

  private Value linear(OnnxNode node, List<Value> reads, boolean plain, Optional<Constant> weight) {
    boolean row = reads.get(0) instanceof Activations before && before.flat;
    boolean matrix = weight.map(w -> w.floating() && w.extents().size() == 2).orElse(false);
    if (!row || !plain || !matrix) {
      return other(node, reads, "");
    }
    Unit unit = unit(Kind.LINEAR, node, reads.subList(0, 1));
    unit.weight = weight;
    if (reads.size() > 2) {
      unit.bias = constantAt(reads, 2);
      if (!unit.bias.map(bias -> bias.perChannel(unit.outputs())).orElse(false)) {
        unit.oddity = "a bias that is not one value for each output";
      }
    }
    return new Activations(unit, true);
  }

  /** An addition of constants to the result of a convolution or a linear layer is its bias. */
  private Value sum(OnnxNode node, List<Value> reads) {
    if (reads.size() == 2) {
      int side = reads.get(0) instanceof Known ? 1 : 0;
      Optional<Constant> bias = constantAt(reads, 1 - side);
      Optional<Unit> before = joined(node, reads.get(side), side);
      if (before.isPresent() && bias.isPresent()) {
        Unit unit = before.get();
        boolean fits = bias.get().perChannel(unit.outputs());
        if (fits && unit.bias.isEmpty() && unit.norm.isEmpty()) {
          unit.bias = bias;
          return reads.get(side);
        }
      }
    }
    return other(node, reads, "");
  }
}
