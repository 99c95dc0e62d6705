package io.github.googlenet4j.onednn.internal.plan;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.github.googlenet4j.onednn.internal.nativelib.Handles;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;

/**
 * One primitive with its arguments, ready to run.
 *
 * @param node the node it computes
 * @param implementation oneDNN's name for the kernel that it picked, for instance {@code
 *     brgconv:avx512_core}
 */
record PreparedPrimitive(
    String node,
    String implementation,
    dnnl_primitive primitive,
    dnnl_exec_arg_t arguments,
    int count) {
  void run(dnnl_stream stream) {
    int status = dnnl_primitive_execute(primitive, stream, count, arguments);
    if (status != dnnl_success) {
      Handles.check(status, node);
    }
  }
}
