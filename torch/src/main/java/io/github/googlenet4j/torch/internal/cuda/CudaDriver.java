package io.github.googlenet4j.torch.internal.cuda;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;

/** The functions of NVIDIA's driver library that are used; 0 is success. */
@SuppressWarnings("MethodName") // the library's own names
interface CudaDriver extends Library {
  String LIBRARY = "libcuda.so.1";
  int COMPUTE_CAPABILITY_MAJOR = 75;
  int COMPUTE_CAPABILITY_MINOR = 76;

  static CudaDriver get() {
    return Holder.DRIVER;
  }

  /** Loads the library when it is first needed. */
  final class Holder {
    static final CudaDriver DRIVER = Native.load(LIBRARY, CudaDriver.class);

    private Holder() {}
  }

  int cuInit(int flags);

  int cuDriverGetVersion(IntByReference version);

  int cuDeviceGetCount(IntByReference count);

  int cuDeviceGet(IntByReference device, int ordinal);

  int cuDeviceGetName(byte[] name, int length, int device);

  int cuDeviceGetAttribute(IntByReference value, int attribute, int device);

  int cuModuleLoadData(PointerByReference module, byte[] image);

  int cuModuleUnload(Pointer module);

  int cuModuleGetFunction(PointerByReference function, Pointer module, String name);

  int cuLaunchKernel(
      Pointer function,
      int gridX,
      int gridY,
      int gridZ,
      int blockX,
      int blockY,
      int blockZ,
      int sharedBytes,
      long stream,
      Pointer parameters,
      Pointer extra);

  int cuGetErrorName(int error, PointerByReference name);

  /**
   * Refuses an error code.
   *
   * @throws IllegalStateException if a call failed
   */
  static void check(int error, String what) {
    if (error != 0) {
      PointerByReference name = new PointerByReference();
      get().cuGetErrorName(error, name);
      Pointer text = name.getValue();
      throw new IllegalStateException(
          "CUDA: expected %s to succeed, found error %d (%s)."
              .formatted(what, error, text == null ? "unknown" : text.getString(0)));
    }
  }
}
