package io.github.googlenet4j.onednn.internal.primitive;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Window;
import io.github.googlenet4j.onednn.internal.nativelib.Handles;
import io.github.googlenet4j.onednn.internal.primitive.Operand.Activation;
import io.github.googlenet4j.onednn.internal.primitive.Operand.Weight;
import java.util.List;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.LongPointer;

/** oneDNN's pools: the largest value, or the mean, of every window. */
final class PoolingPrimitives {
  private final PrimitiveBuilder primitives;
  private final PreparedWeights weights;
  private final Handles handles;
  private final dnnl_engine engine;

  PoolingPrimitives(
      PrimitiveBuilder primitives, PreparedWeights weights, Handles handles, dnnl_engine engine) {
    this.primitives = primitives;
    this.weights = weights;
    this.handles = handles;
    this.engine = engine;
  }

  /** A window that hangs over the right or lower edge is padding there, which no pool counts. */
  PrimitiveCall make(LoweredNode lowered, Window window, int kind) {
    Shape in = primitives.shape(lowered.input());
    Shape out = lowered.shape();
    IndexRange.ReceptiveField down =
        read(primitives.rows(lowered), window, in.height(), out.height());
    IndexRange.ReceptiveField across =
        read(IndexRange.all(out.width()), window, in.width(), out.width());
    long[] kernel = {window.kernel(), window.kernel()};
    long[] stride = {window.stride(), window.stride()};
    return pool(lowered, kind, kernel, stride, down, across);
  }

  private static IndexRange.ReceptiveField read(
      IndexRange made, Window window, int length, int windows) {
    return made.receptiveField(window.kernel(), window.stride(), window.padding(), length, windows);
  }

  /** One window as large as the map. */
  PrimitiveCall globalAverage(LoweredNode lowered) {
    Shape in = primitives.shape(lowered.input());
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
    Activation source = primitives.view(DNNL_ARG_SRC, lowered.input(), down.range());
    Activation target = primitives.target(lowered);
    dnnl_primitive_desc pool = new dnnl_primitive_desc();
    try (LongPointer kernels = new LongPointer(kernel);
        LongPointer strides = new LongPointer(stride);
        LongPointer dilation = new LongPointer(0, 0);
        LongPointer before = new LongPointer(down.paddingBefore(), across.paddingBefore());
        LongPointer after = new LongPointer(down.paddingAfter(), across.paddingAfter())) {
      int status =
          dnnl_pooling_forward_primitive_desc_create(
              pool,
              engine,
              dnnl_forward_inference,
              kind,
              source.description(),
              target.description(),
              strides,
              kernels,
              dilation,
              before,
              after,
              primitives.attributes());
      return primitives.call(lowered, status, pool, source, target);
    }
  }

  /**
   * A product of matrices: each cell of the grid is a row of weights, 1 / (pixels in the cell)
   * where the cell covers a pixel and 0 elsewhere. oneDNN's pools cannot have windows of several
   * sizes.
   */
  PrimitiveCall adaptiveAverage(LoweredNode lowered) {
    Shape in = primitives.shape(lowered.input());
    Shape out = lowered.shape();
    long cells = (long) out.height() * out.width();
    long pixels = (long) in.height() * in.width();
    long[] extents = {1, cells, pixels};
    dnnl_memory_desc grid = handles.describe(dnnl_abc, extents);
    dnnl_memory_desc source =
        handles.describe(dnnl_abc, primitives.pictures(), pixels, in.channels());
    dnnl_memory_desc target =
        handles.describe(dnnl_abc, primitives.pictures(), cells, in.channels());
    dnnl_primitive_desc product =
        primitives.product(lowered, grid, source, null, target, primitives.attributes());
    return new PrimitiveCall(
        product,
        List.of(
            new Weight(
                DNNL_ARG_SRC,
                grid,
                weights.get(
                    lowered.name() + ".grid", () -> grid(in, out), dnnl_abc, extents, grid)),
            new Activation(DNNL_ARG_WEIGHTS, lowered.input(), source),
            new Activation(DNNL_ARG_DST, lowered.name(), target)));
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
}
