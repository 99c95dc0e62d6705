package io.github.googlenet4j.onednn.internal.primitive;

import io.github.googlenet4j.onednn.internal.primitive.Operand.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** A primitive's description and its operands. */
public record PrimitiveCall(dnnl_primitive_desc description, List<Operand> operands) {
  public PrimitiveCall {
    operands = List.copyOf(operands);
  }

  /**
   * The same call for other pictures of the batch.
   *
   * @param bytes from these pictures to the others in an activation, by its name
   */
  PrimitiveCall shifted(ToLongFunction<String> bytes) {
    List<Operand> moved = new ArrayList<>();
    for (Operand operand : operands) {
      moved.add(operand instanceof Activation a ? a.shifted(bytes.applyAsLong(a.name())) : operand);
    }
    return new PrimitiveCall(description, moved);
  }
}
