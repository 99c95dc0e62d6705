package io.github.googlenet4j.onednn.internal.primitive;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.github.googlenet4j.graph.Operation.Linear;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.onednn.internal.primitive.Operand.Activation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/**
 * Linear layers as inner products over logical CHW. oneDNN reorders the weights to the NHWC order
 * of the activations in memory.
 */
final class LinearPrimitives {
  private final PrimitiveContext context;
  private final WeightOperands operands;

  LinearPrimitives(PrimitiveContext context, WeightOperands operands) {
    this.context = context;
    this.operands = operands;
  }

  /** The call that computes this thread's share of the outputs; none where its share is empty. */
  CallSequence make(LoweredNode lowered, Linear o) {
    IndexRange part = context.share().of(IndexRange.all(o.outputs()));
    return part.count() == 0 ? CallSequence.NONE : new CallSequence(call(lowered, o, part));
  }

  private PrimitiveCall call(LoweredNode lowered, Linear o, IndexRange part) {
    ActivationFormat read = context.format(lowered.input());
    Shape in = context.shape(lowered.input());
    long[] extents = {part.count(), in.channels(), in.height(), in.width()};
    Activation source = context.view(DNNL_ARG_SRC, lowered.input(), IndexRange.all(in.height()));
    dnnl_memory_desc weight =
        context.handles().describeAs(WeightOperands.type(read), dnnl_format_tag_any, extents);
    dnnl_memory_desc bias = context.handles().describe(dnnl_x, part.count());
    dnnl_memory_desc target = context.handles().describe(dnnl_nc, context.pictures(), part.count());
    dnnl_primitive_desc product = new dnnl_primitive_desc();
    int status =
        dnnl_inner_product_forward_primitive_desc_create(
            product,
            context.engine(),
            dnnl_forward_inference,
            source.description(),
            weight,
            bias,
            target,
            context.attributes(o.relu(), Map.of()));
    PrimitiveCall made = context.call(lowered, status, product);
    String weightName = o.parameters() + ".weight";
    String biasName = o.parameters() + ".bias";
    String which =
        part.count() == o.outputs() ? "" : " %d from %d".formatted(part.count(), part.first());
    Function<String, Tensor> weightRows =
        rows(part, weightName, dnnl_oihw, o.outputs(), in.channels(), in.height(), in.width());
    Function<String, Tensor> biasValues = rows(part, biasName, dnnl_x, o.outputs());
    return new PrimitiveCall(
        product,
        List.of(
            source,
            operands.matrix(made, read, weightName + which, weightRows, extents),
            operands.vector(DNNL_ARG_BIAS, biasName + which, biasValues, part.count()),
            new Activation(
                DNNL_ARG_DST, lowered.name(), target, (long) Float.BYTES * part.first())));
  }

  /** The rows of a matrix, or the values of a vector, that belong to some outputs. */
  private Function<String, Tensor> rows(IndexRange part, String name, int tag, long... extents) {
    return part.count() == extents[0]
        ? key -> context.original(name)
        : key -> rows(part, context.weights().plain(name, context::original, tag, extents));
  }

  private static Tensor rows(IndexRange part, Tensor all) {
    int row = all.values().length / all.shape().get(0);
    List<Integer> shape = new ArrayList<>(all.shape());
    shape.set(0, part.count());
    int first = part.first() * row;
    return new Tensor(shape, Arrays.copyOfRange(all.values(), first, first + part.count() * row));
  }
}
