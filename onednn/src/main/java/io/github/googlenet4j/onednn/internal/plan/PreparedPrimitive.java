package io.github.googlenet4j.onednn.internal.plan;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.github.googlenet4j.onednn.internal.nativelib.Handles;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;

/**
 * A primitive with its arguments, ready to run.
 *
 * @param node name of the lowered node that it computes
 * @param kernel oneDNN's name of the kernel that it chose, for instance {@code brgconv:avx512_core}
 * @param count of the arguments
 */
record PreparedPrimitive(
    String node, String kernel, dnnl_primitive primitive, dnnl_exec_arg_t arguments, int count) {
  void run(dnnl_stream stream) {
    int status = dnnl_primitive_execute(primitive, stream, count, arguments);
    if (status != dnnl_success) {
      Handles.check(status, node);
    }
  }
}
