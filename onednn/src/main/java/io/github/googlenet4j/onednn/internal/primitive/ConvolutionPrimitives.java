package io.github.googlenet4j.onednn.internal.primitive;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Operation.Normalization;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.onednn.internal.primitive.Operand.Activation;
import io.github.googlenet4j.onednn.internal.primitive.Operand.Weight;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.LongPointer;
import org.jspecify.annotations.Nullable;

/** Convolutions, by oneDNN's own primitive or by Winograd's algorithm. */
final class ConvolutionPrimitives {
  private final PrimitiveContext context;
  private final WeightOperands operands;
  private final int leastWinogradTiles;

  /**
   * @param leastWinogradTiles tiles that a thread must have for {@link WinogradConvolution}
   */
  ConvolutionPrimitives(PrimitiveContext context, WeightOperands operands, int leastWinogradTiles) {
    this.context = context;
    this.operands = operands;
    this.leastWinogradTiles = leastWinogradTiles;
  }

  /** The calls that compute this thread's share of a convolution, with bias and ReLU. */
  CallSequence make(LoweredNode lowered, Convolution o) {
    if (isWinograd(lowered, o)) {
      return winograd(lowered, o);
    }
    if (context.rows(lowered).count() == 0) {
      return CallSequence.NONE;
    }
    // The pictures have the border already, where it is not zero (PictureBorder).
    int padding = o.border().isEmpty() ? o.padding() : 0;
    return new CallSequence(convolution(lowered, o, padding, context::original));
  }

  /**
   * The normalization of the input as a 1x1 convolution over red, green and blue. It is used only
   * where it could not be folded into the next convolution.
   */
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

  private boolean isWinograd(LoweredNode lowered, Convolution o) {
    return context.format(lowered.input()).equals(ActivationFormat.FLOAT32)
        && lowered.format().equals(ActivationFormat.FLOAT32)
        && WinogradRule.suits(o, context.shape(lowered.input()))
        && WinogradRule.tiles(context.shape(lowered.input()), context.pictures(), context.share())
            >= WinogradRule.leastTiles(context.shape(lowered.input()), leastWinogradTiles);
  }

  /** Few pictures at a time, so that the results between its stages stay in the caches. */
  private CallSequence winograd(LoweredNode lowered, Convolution o) {
    int batch = context.pictures();
    Shape in = context.shape(lowered.input());
    if (WinogradTiles.along(in.height()).part(context.share()).count() == 0) {
      return CallSequence.NONE;
    }
    int some = WinogradConvolution.picturesAtATime(in, batch);
    List<PrimitiveCall> calls = new ArrayList<>();
    long bytes = 0;
    @Nullable WinogradConvolution part = null;
    for (int first = 0; first < batch; first += some) {
      int count = Math.min(some, batch - first);
      if (part == null || count < some) {
        part = new WinogradConvolution(context, operands, lowered, o, count);
        bytes = Math.max(bytes, part.bytes());
      }
      calls.addAll(part.calls(first));
    }
    return new CallSequence(calls, bytes);
  }

  private PrimitiveCall convolution(
      LoweredNode lowered, Convolution o, int padding, Function<String, Tensor> values) {
    ActivationFormat read = context.format(lowered.input());
    Shape in = context.shape(lowered.input());
    Shape out = lowered.shape();
    ConvolutionColumns across = ConvolutionColumns.of(o, read, in, out, padding);
    long[] extents = {o.outputs(), across.channels(), o.kernel(), across.kernel()};
    List<Operand> arguments = new ArrayList<>();
    Map<Integer, Integer> masks = new LinkedHashMap<>();
    if (read.isInteger()) {
      masks.put(DNNL_ARG_SRC, 0);
      arguments.add(operands.scale(DNNL_ARG_SRC, read.scale()));
      masks.put(DNNL_ARG_WEIGHTS, 1);
      arguments.add(operands.channelScales(o, values));
    }
    if (lowered.format().isInteger()) {
      masks.put(DNNL_ARG_DST, 0);
      arguments.add(operands.scale(DNNL_ARG_DST, lowered.format().scale()));
    }
    IndexRange.ReceptiveField down =
        context
            .rows(lowered)
            .receptiveField(o.kernel(), o.stride(), padding, in.height(), out.height());
    Activation source = context.view(DNNL_ARG_SRC, lowered.input(), down.range(), across.pixels());
    dnnl_memory_desc weight =
        context.handles().describeAs(WeightOperands.type(read), dnnl_format_tag_any, extents);
    @Nullable dnnl_memory_desc bias =
        o.bias() ? context.handles().describe(dnnl_x, o.outputs()) : null;
    Activation target = context.target(lowered);
    dnnl_primitive_desc convolution = new dnnl_primitive_desc();
    try (LongPointer strides = new LongPointer(o.stride(), across.stride());
        LongPointer dilation = new LongPointer(0, 0);
        LongPointer before = new LongPointer(down.paddingBefore(), across.before());
        LongPointer after = new LongPointer(down.paddingAfter(), across.after())) {
      int status =
          dnnl_convolution_forward_primitive_desc_create(
              convolution,
              context.engine(),
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
              context.attributes(o.relu(), masks));
      PrimitiveCall made = context.call(lowered, status, convolution);
      arguments.add(source);
      arguments.add(weight(made, read, o, across, values, extents));
      if (o.bias()) {
        arguments.add(
            operands.vector(DNNL_ARG_BIAS, o.parameters() + ".bias", values, o.outputs()));
      }
      arguments.add(target);
      return new PrimitiveCall(convolution, arguments);
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
      return operands.matrix(made, read, name, values, extents);
    }
    int inputs = across.channels() / across.pixels();
    long[] given = {o.outputs(), inputs, o.kernel(), o.kernel()};
    Function<String, Tensor> paired =
        key -> across.weights(context.weights().plain(name, values, dnnl_oihw, given));
    return operands.matrix(
        made, read, name + " of pairs after " + across.skipped(), paired, extents);
  }
}
