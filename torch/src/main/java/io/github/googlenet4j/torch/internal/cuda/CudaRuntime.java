package io.github.googlenet4j.torch.internal.cuda;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;

/**
 * The functions of CUDA's runtime library that are used; each returns an error code, 0 for success.
 *
 * <p>The library is the one that LibTorch has loaded: the dynamic linker finds it by its name.
 * Handles and addresses are passed as {@code long}.
 */
@SuppressWarnings("MethodName") // the library's own names
interface CudaRuntime extends Library {
  int NON_BLOCKING = 1;
  int DISABLE_TIMING = 2;
  int HOST_TO_DEVICE = 1;
  int DEVICE_TO_HOST = 2;
  int CAPTURE_ACTIVE = 1;

  static CudaRuntime get() {
    return Holder.RUNTIME;
  }

  /** Loads the library when it is first needed, after LibTorch, which may choose another file. */
  final class Holder {
    static final CudaRuntime RUNTIME = load();

    private Holder() {}

    private static CudaRuntime load() {
      if (!CudaBuild.findsGpu()) {
        throw new IllegalStateException("CUDA: expected a GPU that LibTorch can use, found none.");
      }
      return Native.load("libcudart.so.13", CudaRuntime.class);
    }
  }

  int cudaSetDevice(int device);

  int cudaStreamCreateWithFlags(PointerByReference stream, int flags);

  int cudaStreamDestroy(long stream);

  int cudaStreamSynchronize(long stream);

  int cudaStreamWaitEvent(long stream, long event, int flags);

  int cudaStreamIsCapturing(long stream, IntByReference status);

  int cudaStreamEndCapture(long stream, PointerByReference graph);

  int cudaEventCreateWithFlags(PointerByReference event, int flags);

  int cudaEventDestroy(long event);

  int cudaEventRecord(long event, long stream);

  int cudaEventSynchronize(long event);

  int cudaHostAlloc(PointerByReference memory, long bytes, int flags);

  int cudaFreeHost(long memory);

  int cudaMemcpyAsync(long to, long from, long bytes, int kind, long stream);

  int cudaGraphLaunch(long graph, long stream);

  int cudaRuntimeGetVersion(IntByReference version);

  String cudaGetErrorString(int error);

  /**
   * Refuses an error code.
   *
   * @throws IllegalStateException if a call failed
   */
  static void check(int error, String what) {
    if (error != 0) {
      throw new IllegalStateException(
          "CUDA: expected %s to succeed, found error %d (%s)."
              .formatted(what, error, get().cudaGetErrorString(error)));
    }
  }
}
