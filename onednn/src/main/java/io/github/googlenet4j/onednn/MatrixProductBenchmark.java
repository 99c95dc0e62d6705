package io.github.googlenet4j.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.github.googlenet4j.concurrent.Uninterrupted;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.onednn.internal.nativelib.Handles;
import io.github.googlenet4j.onednn.internal.nativelib.OpenMp;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * How fast oneDNN multiplies large square matrices on this machine. Networks are compared with this
 * rate.
 */
final class MatrixProductBenchmark {
  private static final int SIDE = 1536;
  private static final int TRIES = 6;
  private static final int ARGUMENTS = 4;

  private MatrixProductBenchmark() {}

  /** Multiplications and additions per second, the best of several tries. */
  static double best(Precision precision, int threads) {
    double[] best = new double[1];
    @Nullable Throwable[] failure = new @Nullable Throwable[1];
    // On a thread that ends: OpenMP keeps a team of threads for every thread that calls it.
    Thread thread =
        new Thread(
            () -> {
              try {
                OpenMp.setThreads(threads);
                best[0] = best(precision);
              } catch (RuntimeException | Error e) {
                failure[0] = e;
              }
            },
            "onednn-product");
    thread.setDaemon(true);
    thread.start();
    Uninterrupted.join(thread);
    if (failure[0] != null) {
      throw new IllegalStateException(
          "product: expected oneDNN to compute it, found %s.".formatted(failure[0].getMessage()),
          failure[0]);
    }
    return best[0];
  }

  private static double best(Precision precision) {
    int read = precision == Precision.INT8 ? dnnl_u8 : floating(precision);
    int weight = precision == Precision.INT8 ? dnnl_s8 : floating(precision);
    int written = precision == Precision.INT8 ? dnnl_s32 : dnnl_f32;
    try (Handles handles = new Handles()) {
      dnnl_engine engine = handles.engine();
      dnnl_stream stream = handles.stream(engine);
      dnnl_memory_desc left = handles.describeAs(read, dnnl_ab, SIDE, SIDE);
      dnnl_memory_desc right = handles.describeAs(weight, dnnl_format_tag_any, SIDE, SIDE);
      dnnl_memory_desc product = handles.describeAs(written, dnnl_ab, SIDE, SIDE);
      dnnl_primitive_desc description = new dnnl_primitive_desc();
      int status =
          dnnl_matmul_primitive_desc_create(
              description, engine, left, right, null, product, handles.attributes());
      handles.keep(status, description, "product");
      dnnl_exec_arg_t arguments = handles.own(new dnnl_exec_arg_t(ARGUMENTS));
      dnnl_memory_desc packed = dnnl_primitive_desc_query_md(description, dnnl_query_weights_md, 0);
      dnnl_memory_desc pad = dnnl_primitive_desc_query_md(description, dnnl_query_scratchpad_md, 0);
      argument(handles, engine, arguments.position(0), DNNL_ARG_SRC, left);
      argument(handles, engine, arguments.position(1), DNNL_ARG_WEIGHTS, packed);
      argument(handles, engine, arguments.position(2), DNNL_ARG_DST, product);
      argument(handles, engine, arguments.position(3), DNNL_ARG_SCRATCHPAD, pad);
      arguments.position(0);
      dnnl_primitive primitive = handles.primitive(description, "product");
      long least = Long.MAX_VALUE;
      for (int i = 0; i < TRIES; i++) {
        long start = System.nanoTime();
        Handles.check(dnnl_primitive_execute(primitive, stream, ARGUMENTS, arguments), "product");
        Handles.check(dnnl_stream_wait(stream), "product");
        least = Math.min(least, System.nanoTime() - start);
      }
      return 2.0 * SIDE * SIDE * SIDE / (1e-9 * least);
    }
  }

  private static int floating(Precision precision) {
    return precision == Precision.BF16 ? dnnl_bf16 : dnnl_f32;
  }

  private static void argument(
      Handles handles,
      dnnl_engine engine,
      dnnl_exec_arg_t at,
      int argument,
      dnnl_memory_desc description) {
    long bytes = dnnl_memory_desc_get_size(description);
    BytePointer data = handles.allocate(Math.max(1, bytes));
    Pointer.memset(
        data, 0, bytes); // not denormal numbers, which are slow; zeros are as fast as others
    at.arg(argument).memory(handles.memory(description, engine, data));
  }
}
