/**
 * Inference on x86 CPUs through oneDNN. Nothing is exported: the engine is found with {@link
 * java.util.ServiceLoader}.
 */
module io.github.googlenet4j.onednn {
  requires io.github.googlenet4j;
  requires com.sun.jna;
  requires org.bytedeco.dnnl;

  provides io.github.googlenet4j.engine.Engine with
      io.github.googlenet4j.onednn.OneDnnEngine;
}
