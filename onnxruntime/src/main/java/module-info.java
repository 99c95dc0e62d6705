/**
 * Inference through ONNX Runtime. Nothing is exported: the engine is found with {@link
 * java.util.ServiceLoader}.
 */
module io.github.googlenet4j.onnxruntime {
  requires io.github.googlenet4j;
  requires com.microsoft.onnxruntime;

  provides io.github.googlenet4j.engine.Engine with
      io.github.googlenet4j.onnxruntime.OnnxRuntimeEngine;
}
