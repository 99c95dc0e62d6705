package io.github.googlenet4j.onednn.internal.primitive;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.github.googlenet4j.graph.Operation.BatchNormalization;
import io.github.googlenet4j.graph.Operation.LocalResponseNormalization;
import io.github.googlenet4j.onednn.internal.primitive.Operand.Activation;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** Batch normalization, local response normalization and softmax. */
final class NormalizationPrimitives {
  private final PrimitiveContext context;
  private final WeightOperands operands;

  NormalizationPrimitives(PrimitiveContext context, WeightOperands operands) {
    this.context = context;
    this.operands = operands;
  }

  /** Only where it could not be folded into a convolution. */
  PrimitiveCall batch(LoweredNode lowered, BatchNormalization o) {
    int channels = lowered.shape().channels();
    Activation source = context.source(lowered);
    dnnl_memory_desc both = source.description();
    dnnl_primitive_desc normalization = new dnnl_primitive_desc();
    int status =
        dnnl_batch_normalization_forward_primitive_desc_create(
            normalization,
            context.engine(),
            dnnl_forward_inference,
            both,
            both,
            (float) o.epsilon(),
            dnnl_use_global_stats | dnnl_use_scale | dnnl_use_shift,
            context.attributes());
    return context.call(
        lowered,
        status,
        normalization,
        source,
        parameter(DNNL_ARG_SCALE, o, ".scale", channels),
        parameter(DNNL_ARG_SHIFT, o, ".shift", channels),
        parameter(DNNL_ARG_MEAN, o, ".mean", channels),
        parameter(DNNL_ARG_VARIANCE, o, ".variance", channels),
        context.target(lowered));
  }

  private Operand parameter(int argument, BatchNormalization o, String suffix, int channels) {
    return operands.vector(argument, o.parameters() + suffix, context::original, channels);
  }

  PrimitiveCall localResponse(LoweredNode lowered, LocalResponseNormalization o) {
    Activation source = context.source(lowered);
    dnnl_memory_desc both = source.description();
    dnnl_primitive_desc normalization = new dnnl_primitive_desc();
    int status =
        dnnl_lrn_forward_primitive_desc_create(
            normalization,
            context.engine(),
            dnnl_forward_inference,
            dnnl_lrn_across_channels,
            both,
            both,
            o.size(),
            (float) o.alpha(),
            (float) o.beta(),
            (float) o.k(),
            context.attributes());
    return context.call(lowered, status, normalization, source, context.target(lowered));
  }

  /** Over the channels. */
  PrimitiveCall softmax(LoweredNode lowered) {
    Activation source = context.source(lowered);
    dnnl_memory_desc both = source.description();
    dnnl_primitive_desc softmax = new dnnl_primitive_desc();
    int status =
        dnnl_softmax_forward_primitive_desc_create(
            softmax,
            context.engine(),
            dnnl_forward_inference,
            dnnl_softmax_accurate,
            both,
            both,
            1,
            context.attributes());
    return context.call(lowered, status, softmax, source, context.target(lowered));
  }
}
