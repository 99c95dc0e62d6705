package io.github.googlenet4j.torch;

import io.github.googlenet4j.torch.internal.cuda.CudaBuild;
import io.github.googlenet4j.torch.internal.cuda.Gpu;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Java's arrays to LibTorch's tensors and back; whether LibTorch is there at all. */
final class Native {
  private static String unpackingFailed = "";

  static {
    // JavaCPP bounds native memory by the size of the heap, and collects garbage when that is
    // reached. Tensors are freed by their scopes; a small heap is no reason to stop.
    setUnlessSet("org.bytedeco.javacpp.maxBytes");
    setUnlessSet("org.bytedeco.javacpp.maxPhysicalBytes");
    try {
      CudaBuild.unpack();
    } catch (UncheckedIOException e) {
      unpackingFailed = String.valueOf(e.getMessage());
    }
  }

  private Native() {}

  private static void setUnlessSet(String property) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, "0");
    }
  }

  /** Why LibTorch cannot be used; empty if it can. */
  static String obstacle() {
    if (!unpackingFailed.isEmpty()) {
      return unpackingFailed;
    }
    try {
      torch.get_num_threads();
      return "";
    } catch (LinkageError e) {
      if (CudaBuild.present()) {
        return "LibTorch's build for CUDA cannot be loaded without %s. Put their folders into LD_LIBRARY_PATH (docs/gpu.md), or take the build for CPUs."
            .formatted(String.join(", ", Gpu.missing()));
      }
      return "LibTorch cannot be loaded (%s). Add org.bytedeco:pytorch with this platform's classifier."
          .formatted(String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  /** LibTorch's version, such as {@code 2.10.0}; empty where the jar does not tell. */
  static String version() {
    Properties properties = new Properties();
    try (InputStream in =
        torch.class.getResourceAsStream("/META-INF/maven/org.bytedeco/pytorch/pom.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      return "";
    }
    return properties.getProperty("version", "").replaceFirst("-.*", "");
  }

  /**
   * As many threads for what the calling thread does from now on: LibTorch's count is one for all,
   * OpenMP's one for each calling thread.
   */
  static void useThreads(int threads) {
    if (torch.get_num_threads() != threads) {
      torch.set_num_threads(threads);
    }
    quietOpenBlas();
  }

  /**
   * LibTorch multiplies matrices with OpenBLAS, whose own threads go on spinning after each product
   * and take the cores from OpenMP's, which compute everything else: a step of small pictures took
   * 2.3 times as long. This network's few products are small.
   */
  private static void quietOpenBlas() {
    openblas_nolapack.blas_set_num_threads(1);
  }

  /** A new float32 tensor on the CPU with a copy of the values. */
  static Tensor tensor(io.github.googlenet4j.graph.Tensor from) {
    long[] shape = from.shape().stream().mapToLong(Integer::longValue).toArray();
    return Tensor.create(from.values(), shape);
  }

  /** The values, row-major. */
  static float[] values(Tensor tensor) {
    Tensor dense = tensor.cpu().contiguous();
    float[] values = new float[Math.toIntExact(dense.numel())];
    FloatPointer data = dense.data_ptr_float();
    data.get(values);
    return values;
  }

  /** An argument that may be absent. */
  static TensorOptional maybe(Tensor tensor) {
    return new TensorOptional(tensor);
  }
}
