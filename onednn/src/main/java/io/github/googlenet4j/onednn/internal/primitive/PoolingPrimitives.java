package io.github.googlenet4j.onednn.internal.primitive;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Window;
import io.github.googlenet4j.onednn.internal.primitive.Operand.Activation;
import io.github.googlenet4j.onednn.internal.primitive.Operand.Weight;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.LongPointer;

/** Max pools and average pools. */
final class PoolingPrimitives {
  private final PrimitiveContext context;
  private final WeightOperands operands;

  PoolingPrimitives(PrimitiveContext context, WeightOperands operands) {
    this.context = context;
    this.operands = operands;
  }

  /**
   * A pool with sliding windows. A window may reach beyond the right or lower edge. What lies
   * beyond it is padding, which neither a maximum nor a mean counts.
   *
   * @param kind oneDNN's number of the pooling algorithm
   */
  PrimitiveCall windows(LoweredNode lowered, Window window, int kind) {
    Shape in = context.shape(lowered.input());
    Shape out = lowered.shape();
    IndexRange.ReceptiveField down =
        receptiveField(context.rows(lowered), window, in.height(), out.height());
    IndexRange.ReceptiveField across =
        receptiveField(IndexRange.all(out.width()), window, in.width(), out.width());
    long[] kernel = {window.kernel(), window.kernel()};
    long[] stride = {window.stride(), window.stride()};
    return pool(lowered, kind, kernel, stride, down, across);
  }

  private static IndexRange.ReceptiveField receptiveField(
      IndexRange outputs, Window window, int length, int windows) {
    return outputs.receptiveField(
        window.kernel(), window.stride(), window.padding(), length, windows);
  }

  /** One window as large as the activation. */
  PrimitiveCall globalAverage(LoweredNode lowered) {
    Shape in = context.shape(lowered.input());
    long[] kernel = {in.height(), in.width()};
    long[] one = {1, 1};
    IndexRange.ReceptiveField down =
        new IndexRange.ReceptiveField(IndexRange.all(in.height()), 0, 0);
    IndexRange.ReceptiveField across =
        new IndexRange.ReceptiveField(IndexRange.all(in.width()), 0, 0);
    return pool(lowered, dnnl_pooling_avg_exclude_padding, kernel, one, down, across);
  }

  private PrimitiveCall pool(
      LoweredNode lowered,
      int kind,
      long[] kernel,
      long[] stride,
      IndexRange.ReceptiveField down,
      IndexRange.ReceptiveField across) {
    Activation source = context.view(DNNL_ARG_SRC, lowered.input(), down.range());
    Activation target = context.target(lowered);
    dnnl_primitive_desc pool = new dnnl_primitive_desc();
    try (LongPointer kernels = new LongPointer(kernel);
        LongPointer strides = new LongPointer(stride);
        LongPointer dilation = new LongPointer(0, 0);
        LongPointer before = new LongPointer(down.paddingBefore(), across.paddingBefore());
        LongPointer after = new LongPointer(down.paddingAfter(), across.paddingAfter())) {
      int status =
          dnnl_pooling_forward_primitive_desc_create(
              pool,
              context.engine(),
              dnnl_forward_inference,
              kind,
              source.description(),
              target.description(),
              strides,
              kernels,
              dilation,
              before,
              after,
              context.attributes());
      return context.call(lowered, status, pool, source, target);
    }
  }

  /**
   * A matrix product of the grid's weights and the pixels. The weights of a cell are 1 / (pixels in
   * the cell) for its pixels and 0 for all others. oneDNN's own pools have windows of one size
   * only.
   */
  PrimitiveCall adaptiveAverage(LoweredNode lowered) {
    Shape in = context.shape(lowered.input());
    Shape out = lowered.shape();
    long cells = (long) out.height() * out.width();
    long pixels = (long) in.height() * in.width();
    Weight grid =
        operands.constant(
            DNNL_ARG_SRC,
            dnnl_abc,
            lowered.name() + ".grid",
            () -> grid(in, out),
            1,
            cells,
            pixels);
    dnnl_memory_desc source =
        context.handles().describe(dnnl_abc, context.pictures(), pixels, in.channels());
    dnnl_memory_desc target =
        context.handles().describe(dnnl_abc, context.pictures(), cells, in.channels());
    dnnl_primitive_desc product =
        context.matrixProduct(
            lowered, grid.description(), source, null, target, context.attributes());
    return new PrimitiveCall(
        product,
        List.of(
            grid,
            new Activation(DNNL_ARG_WEIGHTS, lowered.input(), source),
            new Activation(DNNL_ARG_DST, lowered.name(), target)));
  }

  /** 1 x cells x pixels. */
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
}
