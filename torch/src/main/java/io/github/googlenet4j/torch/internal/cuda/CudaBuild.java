package io.github.googlenet4j.torch.internal.cuda;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/** LibTorch's build for CUDA, where the class path holds it. */
public final class CudaBuild {
  private static final String FOLDER = "/org/bytedeco/pytorch/linux-x86_64-gpu/";

  /** What libtorch_cuda.so is linked with, in the order of their own links. */
  private static final List<String> FIRST = List.of("libc10.so", "libtorch_cpu.so");

  private CudaBuild() {}

  /** Whether it is there. */
  public static boolean present() {
    return resource("libtorch_cuda.so") != null;
  }

  private static URL resource(String library) {
    return torch.class.getResource(FOLDER + library); // the literal alone loads nothing native
  }

  /**
   * To be called before LibTorch is loaded. JavaCPP loads libtorch_cuda.so before it has unpacked
   * what that is linked with, and goes on without it: the first process on a machine would find no
   * GPU.
   */
  public static void unpack() {
    if (!present()) {
      return;
    }
    for (String library : FIRST) {
      try {
        Loader.cacheResource(resource(library));
      } catch (IOException e) {
        throw new UncheckedIOException(
            library + ": expected room in JavaCPP's cache, found none", e);
      }
    }
  }

  /** Whether LibTorch finds a GPU. */
  public static boolean findsGpu() {
    unpack();
    return torch.cuda_is_available();
  }
}
