package io.github.googlenet4j.onednn.internal.primitive;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.github.googlenet4j.graph.Operation.BatchNormalization;
import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Operation.Linear;
import io.github.googlenet4j.graph.Operation.Normalization;
import io.github.googlenet4j.graph.Quantization;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.onednn.internal.nativelib.Handles;
import io.github.googlenet4j.onednn.internal.primitive.Operand.Activation;
import io.github.googlenet4j.onednn.internal.primitive.Operand.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.LongPointer;
import org.jspecify.annotations.Nullable;

/** oneDNN's primitives for operations with weights, and for those that become such. */
final class ConvolutionPrimitives {
  private final PrimitiveBuilder primitives;
  private final PreparedWeights weights;
  private final OriginalWeights sources;
  private final Handles handles;
  private final dnnl_engine engine;

  ConvolutionPrimitives(
      PrimitiveBuilder primitives,
      PreparedWeights weights,
      OriginalWeights sources,
      Handles handles,
      dnnl_engine engine) {
    this.primitives = primitives;
    this.weights = weights;
    this.sources = sources;
    this.handles = handles;
    this.engine = engine;
  }

  /** With bias and ReLU inside; a border of other values than zero is in the pictures already. */
  PrimitiveCall convolution(LoweredNode lowered, Convolution o) {
    return convolution(lowered, o, o.border().isEmpty() ? o.padding() : 0, sources::get);
  }

  boolean isWinograd(LoweredNode lowered, Convolution o) {
    return primitives.format(lowered.input()).equals(ActivationFormat.FLOAT32)
        && lowered.format().equals(ActivationFormat.FLOAT32)
        && WinogradConvolution.pays(o, primitives.shape(lowered.input()), primitives.pictures());
  }

  /** A few pictures after the other, so that what lies between the stages stays in the caches. */
  CallSequence winograd(LoweredNode lowered, Convolution o, ThreadShare share) {
    int batch = primitives.pictures();
    Shape in = primitives.shape(lowered.input());
    if (WinogradTiles.along(in.height()).part(share).count() == 0) {
      return new CallSequence(List.of(), 0);
    }
    int some = WinogradConvolution.picturesAtATime(in, batch);
    List<PrimitiveCall> calls = new ArrayList<>();
    long bytes = 0;
    @Nullable WinogradConvolution part = null;
    for (int first = 0; first < batch; first += some) {
      int count = Math.min(some, batch - first);
      if (part == null || count < some) {
        part =
            new WinogradConvolution(
                primitives, weights, handles, lowered, o, count, share, sources::get);
        bytes = Math.max(bytes, part.bytes());
      }
      calls.addAll(part.calls(first));
    }
    return new CallSequence(calls, bytes);
  }

  private PrimitiveCall convolution(
      LoweredNode lowered, Convolution o, int padding, Function<String, Tensor> values) {
    ActivationFormat read = primitives.format(lowered.input());
    Shape in = primitives.shape(lowered.input());
    Shape out = lowered.shape();
    ConvolutionColumns across = ConvolutionColumns.of(o, read, in, out, padding);
    long[] extents = {o.outputs(), across.channels(), o.kernel(), across.kernel()};
    List<Operand> operands = new ArrayList<>();
    Map<Integer, Integer> masks = new LinkedHashMap<>();
    if (read.isInteger()) {
      masks.put(DNNL_ARG_SRC, 0);
      operands.add(scale(DNNL_ARG_SRC, read.scale()));
      masks.put(DNNL_ARG_WEIGHTS, 1); // one for each output channel
      operands.add(weightScales(o, values));
    }
    if (lowered.format().isInteger()) {
      masks.put(DNNL_ARG_DST, 0);
      operands.add(scale(DNNL_ARG_DST, lowered.format().scale()));
    }
    IndexRange.ReceptiveField down =
        primitives
            .rows(lowered)
            .receptiveField(o.kernel(), o.stride(), padding, in.height(), out.height());
    Activation source =
        primitives.view(DNNL_ARG_SRC, lowered.input(), down.range(), across.pixels());
    dnnl_memory_desc weight = handles.describeAs(weightType(read), dnnl_format_tag_any, extents);
    @Nullable dnnl_memory_desc bias = o.bias() ? handles.describe(dnnl_x, o.outputs()) : null;
    Activation target = primitives.target(lowered);
    dnnl_primitive_desc convolution = new dnnl_primitive_desc();
    try (LongPointer strides = new LongPointer(o.stride(), across.stride());
        LongPointer dilation = new LongPointer(0, 0);
        LongPointer before = new LongPointer(down.paddingBefore(), across.before());
        LongPointer after = new LongPointer(down.paddingAfter(), across.after())) {
      int status =
          dnnl_convolution_forward_primitive_desc_create(
              convolution,
              engine,
              dnnl_forward_inference,
              dnnl_convolution_auto,
              source.description(),
              weight,
              bias,
              target.description(),
              strides,
              dilation,
              before,
              after,
              primitives.attributes(o.relu(), masks));
      PrimitiveCall made = primitives.call(lowered, status, convolution);
      operands.add(source);
      operands.add(weight(made, read, o, across, values, extents));
      if (o.bias()) {
        operands.add(vector(DNNL_ARG_BIAS, o.parameters() + ".bias", values, o.outputs()));
      }
      operands.add(target);
      return new PrimitiveCall(convolution, operands);
    }
  }

  private Weight weight(
      PrimitiveCall made,
      ActivationFormat read,
      Convolution o,
      ConvolutionColumns across,
      Function<String, Tensor> values,
      long[] extents) {
    String name = o.parameters() + ".weight";
    if (across.pixels() == 1) {
      return weight(made, read, name, values, extents);
    }
    int inputs = across.channels() / across.pixels();
    Function<String, Tensor> turned =
        key ->
            across.weights(
                weights.plain(
                    name, values, dnnl_oihw, o.outputs(), inputs, o.kernel(), o.kernel()));
    return weight(made, read, name + " of pairs after " + across.skipped(), turned, extents);
  }

  private static int weightType(ActivationFormat read) {
    return read.isInteger() ? dnnl_s8 : read.type();
  }

  /**
   * An inner product over logical CHW, whatever the order in memory: oneDNN turns the weights.
   *
   * @param share of the outputs; of more than one picture, the whole
   */
  CallSequence linear(LoweredNode lowered, Linear o, ThreadShare share) {
    IndexRange part = share.of(IndexRange.all(o.outputs()));
    return part.count() == 0
        ? new CallSequence(List.of(), 0)
        : new CallSequence(linear(lowered, o, part));
  }

  private PrimitiveCall linear(LoweredNode lowered, Linear o, IndexRange part) {
    ActivationFormat read = primitives.format(lowered.input());
    Shape in = primitives.shape(lowered.input());
    long[] extents = {part.count(), in.channels(), in.height(), in.width()};
    Activation source = primitives.view(DNNL_ARG_SRC, lowered.input(), IndexRange.all(in.height()));
    dnnl_memory_desc weight = handles.describeAs(weightType(read), dnnl_format_tag_any, extents);
    dnnl_memory_desc bias = handles.describe(dnnl_x, part.count());
    dnnl_memory_desc target = handles.describe(dnnl_nc, primitives.pictures(), part.count());
    dnnl_primitive_desc product = new dnnl_primitive_desc();
    int status =
        dnnl_inner_product_forward_primitive_desc_create(
            product,
            engine,
            dnnl_forward_inference,
            source.description(),
            weight,
            bias,
            target,
            primitives.attributes(o.relu(), Map.of()));
    PrimitiveCall made = primitives.call(lowered, status, product);
    String weightName = o.parameters() + ".weight";
    String biasName = o.parameters() + ".bias";
    String which =
        part.count() == o.outputs() ? "" : " %d from %d".formatted(part.count(), part.first());
    Function<String, Tensor> weightRows =
        some(part, weightName, dnnl_oihw, o.outputs(), in.channels(), in.height(), in.width());
    return new PrimitiveCall(
        product,
        List.of(
            source,
            weight(made, read, weightName + which, weightRows, extents),
            vector(
                DNNL_ARG_BIAS,
                biasName + which,
                some(part, biasName, dnnl_x, o.outputs()),
                part.count()),
            new Activation(
                DNNL_ARG_DST, lowered.name(), target, (long) Float.BYTES * part.first())));
  }

  /** Some rows of a matrix, or values of a vector; all of them as they were given. */
  private Function<String, Tensor> some(IndexRange part, String name, int tag, long... extents) {
    return part.count() == extents[0]
        ? key -> sources.get(name)
        : key -> rows(part, weights.plain(name, sources::get, tag, extents));
  }

  private static Tensor rows(IndexRange part, Tensor all) {
    int row = all.values().length / all.shape().get(0);
    List<Integer> shape = new ArrayList<>(all.shape());
    shape.set(0, part.count());
    int first = part.first() * row;
    return new Tensor(shape, Arrays.copyOfRange(all.values(), first, first + part.count() * row));
  }

  PrimitiveCall batchNormalization(LoweredNode lowered, BatchNormalization o) {
    int channels = lowered.shape().channels();
    Activation source = primitives.source(lowered);
    dnnl_memory_desc both = source.description();
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
    return primitives.call(
        lowered,
        status,
        normalization,
        source,
        vector(DNNL_ARG_SCALE, o.parameters() + ".scale", sources::get, channels),
        vector(DNNL_ARG_SHIFT, o.parameters() + ".shift", sources::get, channels),
        vector(DNNL_ARG_MEAN, o.parameters() + ".mean", sources::get, channels),
        vector(DNNL_ARG_VARIANCE, o.parameters() + ".variance", sources::get, channels),
        primitives.target(lowered));
  }

  /** A 1x1 convolution from red, green and blue: used only where it could not be folded away. */
  PrimitiveCall normalization(LoweredNode lowered, Normalization o) {
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
                lowered.name() + ".weight", new Tensor(List.of(3, 3, 1, 1), weight),
                lowered.name() + ".bias", new Tensor(List.of(3), bias)));
    return convolution(lowered, new Convolution(lowered.name(), 3, 1, 1, 0, true), 0, values::get);
  }

  private Weight weight(
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
            ? weights.getInt8(name, source, extents, wanted)
            : weights.get(name, source, dnnl_oihw, extents, wanted));
  }

  /** The scale of an activation that is read or written. */
  Weight scale(int argument, float scale) {
    return vector(
        DNNL_ARG_ATTR_SCALES | argument,
        "scale " + scale,
        name -> new Tensor(List.of(1), new float[] {scale}),
        1);
  }

  /** What a division divides by. */
  Weight divisor(float scale) {
    long[] extents = {1, 1, 1, 1};
    dnnl_memory_desc description = handles.describe(dnnl_nchw, extents);
    Supplier<Tensor> source = () -> new Tensor(List.of(1, 1, 1, 1), new float[] {scale});
    return new Weight(
        DNNL_ARG_SRC_1,
        description,
        weights.get("divisor " + scale, source, dnnl_nchw, extents, description));
  }

  private Weight weightScales(Convolution o, Function<String, Tensor> values) {
    String name = o.parameters() + ".weight";
    return vector(
        DNNL_ARG_ATTR_SCALES | DNNL_ARG_WEIGHTS,
        name + " scales",
        key -> new Tensor(List.of(o.outputs()), Quantization.scales(values.apply(name))),
        o.outputs());
  }

  private Weight vector(int argument, String name, Function<String, Tensor> values, long size) {
    dnnl_memory_desc description = handles.describe(dnnl_x, size);
    long[] extents = {size};
    Supplier<Tensor> source = () -> values.apply(name);
    return new Weight(
        argument, description, weights.get(name, source, dnnl_x, extents, description));
  }
}
