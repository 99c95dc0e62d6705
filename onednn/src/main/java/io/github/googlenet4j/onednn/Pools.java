package io.github.googlenet4j.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Window;
import io.github.googlenet4j.onednn.Operand.Activation;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.LongPointer;

/** oneDNN's pools: the largest value, or the mean, of every window. */
final class Pools {
  private final Primitives primitives;
  private final dnnl_engine engine;

  Pools(Primitives primitives, dnnl_engine engine) {
    this.primitives = primitives;
    this.engine = engine;
  }

  /** A window that hangs over the right or lower edge is padding there, which no pool counts. */
  Call make(Job job, Window window, int kind) {
    Shape in = primitives.shape(job.input());
    Shape out = job.shape();
    Range.Read down = read(primitives.rows(job), window, in.height(), out.height());
    Range.Read across = read(Range.all(out.width()), window, in.width(), out.width());
    long[] kernel = {window.kernel(), window.kernel()};
    long[] stride = {window.stride(), window.stride()};
    return pool(job, kind, kernel, stride, down, across);
  }

  private static Range.Read read(Range made, Window window, int length, int windows) {
    return made.read(window.kernel(), window.stride(), window.padding(), length, windows);
  }

  /** One window as large as the map. */
  Call globalAverage(Job job) {
    Shape in = primitives.shape(job.input());
    long[] kernel = {in.height(), in.width()};
    long[] one = {1, 1};
    Range.Read down = new Range.Read(Range.all(in.height()), 0, 0);
    Range.Read across = new Range.Read(Range.all(in.width()), 0, 0);
    return pool(job, dnnl_pooling_avg_exclude_padding, kernel, one, down, across);
  }

  private Call pool(
      Job job, int kind, long[] kernel, long[] stride, Range.Read down, Range.Read across) {
    Activation source = primitives.view(DNNL_ARG_SRC, job.input(), down.range());
    Activation target = primitives.target(job);
    dnnl_primitive_desc pool = new dnnl_primitive_desc();
    try (LongPointer kernels = new LongPointer(kernel);
        LongPointer strides = new LongPointer(stride);
        LongPointer dilation = new LongPointer(0, 0);
        LongPointer before = new LongPointer(down.before(), across.before());
        LongPointer after = new LongPointer(down.after(), across.after())) {
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
      return primitives.call(job, status, pool, source, target);
    }
  }
}
