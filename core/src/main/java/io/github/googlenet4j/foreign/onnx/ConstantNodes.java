package io.github.googlenet4j.foreign.onnx;

import io.github.googlenet4j.foreign.onnx.NodeValue.Derived;
import io.github.googlenet4j.foreign.onnx.NodeValue.Known;
import io.github.googlenet4j.foreign.onnx.OnnxNode.Attribute;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Nodes that read constants alone: their results are constants too, or shapes. */
final class ConstantNodes {

  private ConstantNodes() {}

  /** The constant that such a node gives, or {@link Derived} where nobody needs it. */
  static NodeValue value(OnnxNode node, List<NodeValue> reads) {
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
    Constant constant = known.constant();
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

  private static NodeValue transposed(OnnxNode node, Constant constant) {
    List<Long> order = node.integers("perm").orElse(List.of(1L, 0L));
    return new Known(order.equals(List.of(1L, 0L)) ? constant.asTransposed() : constant);
  }
}
