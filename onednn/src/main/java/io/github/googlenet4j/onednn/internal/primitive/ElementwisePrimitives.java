package io.github.googlenet4j.onednn.internal.primitive;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.github.googlenet4j.onednn.internal.primitive.Operand.Activation;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.PointerPointer;

/** Concatenation and ReLU, which treat every value by itself. */
final class ElementwisePrimitives {
  private final PrimitiveContext context;

  ElementwisePrimitives(PrimitiveContext context) {
    this.context = context;
  }

  /** Along the channels. */
  PrimitiveCall concatenation(LoweredNode lowered) {
    Activation target = context.target(lowered);
    List<Operand> operands = new ArrayList<>();
    try (PointerPointer<dnnl_memory_desc> sources = new PointerPointer<>(lowered.inputs().size());
        PointerPointer<dnnl_primitive_desc> concatenation = new PointerPointer<>(1)) {
      for (int i = 0; i < lowered.inputs().size(); i++) {
        Activation source =
            context.view(DNNL_ARG_MULTIPLE_SRC + i, lowered.inputs().get(i), context.rows(lowered));
        sources.put(i, source.description());
        operands.add(source);
      }
      int status =
          dnnl_concat_primitive_desc_create(
              concatenation,
              context.engine(),
              target.description(),
              lowered.inputs().size(),
              1,
              sources,
              context.attributes());
      operands.add(target);
      dnnl_primitive_desc description = concatenation.get(dnnl_primitive_desc.class);
      return context.call(lowered, status, description, operands.toArray(Operand[]::new));
    }
  }

  PrimitiveCall relu(LoweredNode lowered) {
    Activation source = context.source(lowered);
    dnnl_memory_desc both = source.description();
    dnnl_primitive_desc relu = new dnnl_primitive_desc();
    int status =
        dnnl_eltwise_forward_primitive_desc_create(
            relu,
            context.engine(),
            dnnl_forward_inference,
            dnnl_eltwise_relu,
            both,
            both,
            0,
            0,
            context.attributes());
    return context.call(lowered, status, relu, source, context.target(lowered));
  }
}
