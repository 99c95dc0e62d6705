package io.github.googlenet4j.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation.BatchNormalization;
import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Operation.Linear;
import io.github.googlenet4j.graph.Operation.Normalization;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.onednn.Operand.Activation;
import io.github.googlenet4j.onednn.Operand.Weight;
import io.github.googlenet4j.onednn.Primitives.Made;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.LongPointer;
import org.jspecify.annotations.Nullable;

/** oneDNN's primitives for operations with weights, and for those that become such. */
final class WeightedPrimitives {
  private final Primitives primitives;
  private final PreparedWeights weights;
  private final Sources sources;
  private final Handles handles;
  private final dnnl_engine engine;
  private final dnnl_primitive_attr withRelu;

  WeightedPrimitives(
      Primitives primitives,
      PreparedWeights weights,
      Sources sources,
      Handles handles,
      dnnl_engine engine) {
    this.primitives = primitives;
    this.weights = weights;
    this.sources = sources;
    this.handles = handles;
    this.engine = engine;
    this.withRelu = reluAfterwards(handles);
  }

  private static dnnl_primitive_attr reluAfterwards(Handles handles) {
    dnnl_primitive_attr attributes = handles.attributes();
    dnnl_post_ops after = new dnnl_post_ops();
    Handles.check(dnnl_post_ops_create(after), "ReLU");
    handles.onClose(() -> dnnl_post_ops_destroy(after));
    Handles.check(dnnl_post_ops_append_eltwise(after, dnnl_eltwise_relu, 0, 0), "ReLU");
    Handles.check(dnnl_primitive_attr_set_post_ops(attributes, after), "ReLU");
    return attributes;
  }

  /** With bias and ReLU inside; a border of other values than zero is in the pictures already. */
  Made convolution(Node node, Shape in, Convolution o) {
    int around = o.border().isEmpty() ? o.padding() : 0;
    int more = 2 * (o.padding() - around);
    Shape padded = new Shape(in.height() + more, in.width() + more, in.channels());
    return convolution(node, padded, o, around, sources::get);
  }

  private Made convolution(
      Node node, Shape in, Convolution o, int padding, Function<String, Tensor> values) {
    long[] extents = {o.outputs(), in.channels(), o.kernel(), o.kernel()};
    dnnl_memory_desc source = primitives.activations(in);
    dnnl_memory_desc weight = handles.describe(dnnl_format_tag_any, extents);
    @Nullable dnnl_memory_desc bias = o.bias() ? handles.describe(dnnl_x, o.outputs()) : null;
    dnnl_memory_desc target = primitives.activations(node.shape());
    dnnl_primitive_desc convolution = new dnnl_primitive_desc();
    try (LongPointer strides = new LongPointer(o.stride(), o.stride());
        LongPointer dilation = new LongPointer(0, 0);
        LongPointer around = new LongPointer(padding, padding)) {
      int status =
          dnnl_convolution_forward_primitive_desc_create(
              convolution,
              engine,
              dnnl_forward_inference,
              dnnl_convolution_auto,
              source,
              weight,
              bias,
              target,
              strides,
              dilation,
              around,
              around,
              o.relu() ? withRelu : primitives.attributes());
      Made made = primitives.made(node, status, convolution);
      List<Operand> operands = new ArrayList<>();
      operands.add(Primitives.source(node, source));
      operands.add(weight(made, o.parameters() + ".weight", values, extents));
      if (o.bias()) {
        operands.add(vector(DNNL_ARG_BIAS, o.parameters() + ".bias", values, o.outputs()));
      }
      operands.add(Primitives.target(node, target));
      return new Made(convolution, operands);
    }
  }

  /** An inner product over logical CHW, whatever the order in memory: oneDNN turns the weights. */
  Made linear(Node node, Shape in, Linear o) {
    long[] extents = {o.outputs(), in.channels(), in.height(), in.width()};
    dnnl_memory_desc source = primitives.activations(in);
    dnnl_memory_desc weight = handles.describe(dnnl_format_tag_any, extents);
    dnnl_memory_desc bias = handles.describe(dnnl_x, o.outputs());
    dnnl_memory_desc target = handles.describe(dnnl_nc, primitives.batch(), o.outputs());
    dnnl_primitive_desc product = new dnnl_primitive_desc();
    int status =
        dnnl_inner_product_forward_primitive_desc_create(
            product,
            engine,
            dnnl_forward_inference,
            source,
            weight,
            bias,
            target,
            o.relu() ? withRelu : primitives.attributes());
    Made made = primitives.made(node, status, product);
    return new Made(
        product,
        List.of(
            Primitives.source(node, source),
            weight(made, o.parameters() + ".weight", sources::get, extents),
            vector(DNNL_ARG_BIAS, o.parameters() + ".bias", sources::get, o.outputs()),
            Primitives.target(node, target)));
  }

  Made batchNormalization(Node node, Shape in, BatchNormalization o) {
    dnnl_memory_desc both = primitives.activations(in);
    dnnl_primitive_desc normalization = new dnnl_primitive_desc();
    int status =
        dnnl_batch_normalization_forward_primitive_desc_create(
            normalization,
            engine,
            dnnl_forward_inference,
            both,
            both,
            (float) o.epsilon(),
            dnnl_use_global_stats | dnnl_use_scale | dnnl_use_shift,
            primitives.attributes());
    return primitives.made(
        node,
        status,
        normalization,
        Primitives.source(node, both),
        vector(DNNL_ARG_SCALE, o.parameters() + ".scale", sources::get, in.channels()),
        vector(DNNL_ARG_SHIFT, o.parameters() + ".shift", sources::get, in.channels()),
        vector(DNNL_ARG_MEAN, o.parameters() + ".mean", sources::get, in.channels()),
        vector(DNNL_ARG_VARIANCE, o.parameters() + ".variance", sources::get, in.channels()),
        Primitives.target(node, both));
  }

  /**
   * A product of matrices: each cell of the grid is a row of weights, 1 / (pixels in the cell)
   * where the cell covers a pixel and 0 elsewhere. oneDNN's pools cannot have windows of several
   * sizes.
   */
  Made adaptiveAverage(Node node, Shape in) {
    Shape out = node.shape();
    long cells = (long) out.height() * out.width();
    long pixels = (long) in.height() * in.width();
    long[] extents = {1, cells, pixels};
    dnnl_memory_desc grid = handles.describe(dnnl_abc, extents);
    dnnl_memory_desc source = handles.describe(dnnl_abc, primitives.batch(), pixels, in.channels());
    dnnl_memory_desc target = handles.describe(dnnl_abc, primitives.batch(), cells, in.channels());
    dnnl_primitive_desc product = new dnnl_primitive_desc();
    int status =
        dnnl_matmul_primitive_desc_create(
            product, engine, grid, source, null, target, primitives.attributes());
    return primitives.made(
        node,
        status,
        product,
        new Weight(
            DNNL_ARG_SRC,
            weights.get(node.name() + ".grid", () -> grid(in, out), dnnl_abc, extents, grid)),
        new Activation(DNNL_ARG_WEIGHTS, node.input(), source),
        Primitives.target(node, target));
  }

  private static Tensor grid(Shape in, Shape out) {
    int pixels = in.height() * in.width();
    float[] values = new float[out.height() * out.width() * pixels];
    for (int cell = 0; cell < out.height() * out.width(); cell++) {
      int row = cell / out.width();
      int column = cell % out.width();
      int top = row * in.height() / out.height();
      int bottom = -Math.floorDiv(-(row + 1) * in.height(), out.height());
      int left = column * in.width() / out.width();
      int right = -Math.floorDiv(-(column + 1) * in.width(), out.width());
      for (int h = top; h < bottom; h++) {
        for (int w = left; w < right; w++) {
          values[cell * pixels + h * in.width() + w] = 1f / ((bottom - top) * (right - left));
        }
      }
    }
    return new Tensor(List.of(1, out.height() * out.width(), pixels), values);
  }

  /** A 1x1 convolution from red, green and blue: used only where it could not be folded away. */
  Made normalization(Node node, Shape in, Normalization o) {
    float[] weight = new float[9];
    float[] bias = new float[3];
    for (int c = 0; c < 3; c++) {
      int from = o.source(c);
      weight[c * 3 + from] = 1 / o.deviation().get(from);
      bias[c] = -o.mean().get(from) / o.deviation().get(from);
    }
    Weights values =
        new Weights(
            Map.of(
                node.name() + ".weight", new Tensor(List.of(3, 3, 1, 1), weight),
                node.name() + ".bias", new Tensor(List.of(3), bias)));
    return convolution(node, in, new Convolution(node.name(), 3, 1, 1, 0, true), 0, values::get);
  }

  private Weight weight(Made made, String name, Function<String, Tensor> values, long[] extents) {
    dnnl_memory_desc wanted =
        dnnl_primitive_desc_query_md(made.description(), dnnl_query_weights_md, 0);
    Supplier<Tensor> source = () -> values.apply(name);
    return new Weight(DNNL_ARG_WEIGHTS, weights.get(name, source, dnnl_oihw, extents, wanted));
  }

  private Weight vector(int argument, String name, Function<String, Tensor> values, long size) {
    dnnl_memory_desc description = handles.describe(dnnl_x, size);
    long[] extents = {size};
    Supplier<Tensor> source = () -> values.apply(name);
    return new Weight(argument, weights.get(name, source, dnnl_x, extents, description));
  }
}
