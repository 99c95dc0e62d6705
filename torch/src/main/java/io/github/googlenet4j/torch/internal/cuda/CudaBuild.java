package io.github.googlenet4j.torch.internal.cuda;

import io.github.googlenet4j.torch.internal.nativelib.NativeLibraries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;

/** LibTorch's build for CUDA, where the class path holds it. */
public final class CudaBuild {
  private static final String FOLDER = "/org/bytedeco/pytorch/linux-x86_64-gpu/";

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
   *
   * @throws UncheckedIOException if the libraries cannot be unpacked; the message is one line
   */
  public static void unpack() {
    try {
      NativeLibraries.unpackFor(torch.class, openblas_nolapack.class); // literals load nothing
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** Whether LibTorch finds a GPU. */
  public static boolean findsGpu() {
    unpack();
    return torch.cuda_is_available();
  }
}
