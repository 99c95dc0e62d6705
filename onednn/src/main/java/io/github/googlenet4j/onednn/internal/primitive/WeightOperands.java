package io.github.googlenet4j.onednn.internal.primitive;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Quantization;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.onednn.internal.primitive.Operand.Weight;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_memory_desc;

/** Weights, biases and scales as operands of primitives. */
final class WeightOperands {
  private final PrimitiveContext context;

  WeightOperands(PrimitiveContext context) {
    this.context = context;
  }

  /** oneDNN's type of the weights that are multiplied with activations of this format. */
  static int type(ActivationFormat read) {
    return read.isInteger() ? dnnl_s8 : read.type();
  }

  /**
   * The weights of a convolution or linear layer, in the layout that its primitive chose.
   *
   * @param made the primitive's call
   * @param read format of the activations that they are multiplied with
   * @param values outputs x inputs x height x width, by name
   * @param extents of the weights, in this order
   */
  Weight matrix(
      PrimitiveCall made,
      ActivationFormat read,
      String name,
      Function<String, Tensor> values,
      long[] extents) {
    dnnl_memory_desc wanted =
        dnnl_primitive_desc_query_md(made.description(), dnnl_query_weights_md, 0);
    Supplier<Tensor> source = () -> values.apply(name);
    return new Weight(
        DNNL_ARG_WEIGHTS,
        wanted,
        read.isInteger()
            ? context.weights().getInt8(name, source, extents, wanted)
            : context.weights().get(name, source, dnnl_oihw, extents, wanted));
  }

  /** A vector, for instance a bias. */
  Weight vector(int argument, String name, Function<String, Tensor> values, long size) {
    return constant(argument, dnnl_x, name, () -> values.apply(name), size);
  }

  /** The scale of an activation that is read or written as integers. */
  Weight scale(int argument, float scale) {
    return vector(
        DNNL_ARG_ATTR_SCALES | argument,
        "scale " + scale,
        name -> new Tensor(List.of(1), new float[] {scale}),
        1);
  }

  /** The scales of a convolution's weights, one for each output channel. */
  Weight channelScales(Convolution o, Function<String, Tensor> values) {
    String name = o.parameters() + ".weight";
    return vector(
        DNNL_ARG_ATTR_SCALES | DNNL_ARG_WEIGHTS,
        name + " scales",
        key -> new Tensor(List.of(o.outputs()), Quantization.scales(values.apply(name))),
        o.outputs());
  }

  /** The divisor of a division by a scale. */
  Weight divisor(float scale) {
    Supplier<Tensor> source = () -> new Tensor(List.of(1, 1, 1, 1), new float[] {scale});
    return constant(DNNL_ARG_SRC_1, dnnl_nchw, "divisor " + scale, source, 1, 1, 1, 1);
  }

  /**
   * A tensor in the order of dimensions that is given.
   *
   * @param tag oneDNN's name of that order
   */
  Weight constant(int argument, int tag, String name, Supplier<Tensor> values, long... extents) {
    dnnl_memory_desc description = context.handles().describe(tag, extents);
    return new Weight(
        argument, description, context.weights().get(name, values, tag, extents, description));
  }
}
