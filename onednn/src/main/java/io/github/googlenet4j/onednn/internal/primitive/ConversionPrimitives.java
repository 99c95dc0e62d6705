package io.github.googlenet4j.onednn.internal.primitive;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.github.googlenet4j.onednn.internal.primitive.Operand.Activation;
import io.github.googlenet4j.onednn.internal.primitive.Operand.Weight;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** Conversions of activations from one format to another. */
final class ConversionPrimitives {
  private final PrimitiveContext context;
  private final WeightOperands operands;

  ConversionPrimitives(PrimitiveContext context, WeightOperands operands) {
    this.context = context;
    this.operands = operands;
  }

  PrimitiveCall make(LoweredNode lowered) {
    boolean quantizesBfloat16 =
        lowered.format().isInteger()
            && context.format(lowered.input()).equals(ActivationFormat.BFLOAT16);
    return quantizesBfloat16 ? division(lowered) : reorder(lowered);
  }

  private PrimitiveCall reorder(LoweredNode lowered) {
    Activation from = context.source(lowered);
    Activation to = context.target(lowered);
    List<Operand> arguments = new ArrayList<>();
    arguments.add(from);
    arguments.add(to);
    Map<Integer, Integer> masks = new LinkedHashMap<>();
    if (context.format(lowered.input()).isInteger()) {
      masks.put(DNNL_ARG_SRC, 0);
      arguments.add(operands.scale(DNNL_ARG_SRC, context.format(lowered.input()).scale()));
    }
    if (lowered.format().isInteger()) {
      masks.put(DNNL_ARG_DST, 0);
      arguments.add(operands.scale(DNNL_ARG_DST, lowered.format().scale()));
    }
    dnnl_primitive_desc reorder = new dnnl_primitive_desc();
    int status =
        dnnl_reorder_primitive_desc_create(
            reorder,
            from.description(),
            context.engine(),
            to.description(),
            context.engine(),
            context.attributes(false, masks));
    return context.call(lowered, status, reorder, arguments.toArray(Operand[]::new));
  }

  /** From bf16 to integers by a division: oneDNN's reorder takes at least three times as long. */
  private PrimitiveCall division(LoweredNode lowered) {
    Activation from = context.source(lowered);
    Activation to = context.target(lowered);
    Weight divisor = operands.divisor(lowered.format().scale());
    dnnl_primitive_desc division = new dnnl_primitive_desc();
    int status =
        dnnl_binary_primitive_desc_create(
            division,
            context.engine(),
            dnnl_binary_div,
            from.description(),
            divisor.description(),
            to.description(),
            context.attributes());
    return context.call(lowered, status, division, from, divisor, to);
  }
}
