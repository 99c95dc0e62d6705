package io.github.googlenet4j.torch.internal.cuda;

import com.sun.jna.NativeLibrary;
import com.sun.jna.ptr.IntByReference;
import io.github.googlenet4j.torch.internal.nativelib.NativeLibraries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a machine has of NVIDIA's: driver, GPU, libraries. Asking loads the libraries that are
 * there, but not LibTorch, and nothing at all where there is no driver.
 */
public final class Gpu {
  /** What LibTorch's build for CUDA 13 is linked with, and what those load in turn. */
  private static final List<String> LIBRARIES =
      List.of(
          "libcudart.so.13",
          "libcublas.so.13",
          "libcublasLt.so.13",
          "libcudnn.so.9",
          "libcudnn_graph.so.9",
          "libcudnn_ops.so.9",
          "libcudnn_cnn.so.9",
          "libcudnn_adv.so.9",
          "libcudnn_heuristic.so.9",
          "libcudnn_engines_precompiled.so.9",
          "libcudnn_engines_runtime_compiled.so.9",
          "libcufft.so.12",
          "libcufile.so.0",
          "libcupti.so.13",
          "libcurand.so.10",
          "libcusolver.so.12",
          "libcusparse.so.12",
          "libnccl.so.2",
          "libnvJitLink.so.13",
          Nvrtc.LIBRARY);

  private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");
  private static final Pattern NUMBER = Pattern.compile("\\b\\d+\\.\\d+(\\.\\d+)?\\b");
  private static final int THOUSAND = 1000;
  private static final int CUDA_13 = 13 * THOUSAND;

  private Gpu() {}

  /** Whether a driver is there that the process can load. */
  public static boolean driver() {
    return loads(CudaDriver.LIBRARY);
  }

  /** The libraries that LibTorch's build for CUDA needs and the dynamic linker does not find. */
  public static List<String> missing() {
    List<String> missing = new ArrayList<>();
    for (String library : LIBRARIES) {
      if (!loads(library)) {
        missing.add(library);
      }
    }
    return missing;
  }

  private static boolean loads(String library) {
    try {
      NativeLibraries.unpackJna();
      NativeLibrary.getInstance(library);
      return true;
    } catch (LinkageError e) {
      return false;
    }
  }

  /** The first GPU's name, such as {@code NVIDIA H200}; empty where the driver finds none. */
  public static String name() {
    CudaDriver driver = CudaDriver.get();
    IntByReference device = new IntByReference();
    byte[] name = new byte[256];
    if (driver.cuInit(0) != 0
        || driver.cuDeviceGet(device, 0) != 0
        || driver.cuDeviceGetName(name, name.length, device.getValue()) != 0) {
      return "";
    }
    String text = new String(name, StandardCharsets.UTF_8);
    return text.substring(0, Math.max(0, text.indexOf('\0')));
  }

  /** The first GPU's compute capability, such as 90 for Hopper; 0 where the driver finds none. */
  public static int generation() {
    CudaDriver driver = CudaDriver.get();
    IntByReference device = new IntByReference();
    IntByReference major = new IntByReference();
    IntByReference minor = new IntByReference();
    if (driver.cuInit(0) != 0
        || driver.cuDeviceGet(device, 0) != 0
        || driver.cuDeviceGetAttribute(
                major, CudaDriver.COMPUTE_CAPABILITY_MAJOR, device.getValue())
            != 0
        || driver.cuDeviceGetAttribute(
                minor, CudaDriver.COMPUTE_CAPABILITY_MINOR, device.getValue())
            != 0) {
      return 0;
    }
    return 10 * major.getValue() + minor.getValue();
  }

  /** For people: driver, GPU and libraries, each with what it is or lacks. */
  public static Map<String, String> describe() {
    Map<String, String> lines = new LinkedHashMap<>();
    if (!driver()) {
      lines.put("gpu", "none: no NVIDIA driver (" + CudaDriver.LIBRARY + ") is found");
      return lines;
    }
    IntByReference version = new IntByReference();
    CudaDriver.get().cuDriverGetVersion(version);
    int cuda = version.getValue();
    String name = name();
    lines.put("gpu", name.isEmpty() ? "none that the driver finds" : name);
    lines.put(
        "gpu driver",
        "%s, for CUDA up to %d.%d%s"
            .formatted(
                driverVersion(),
                cuda / THOUSAND,
                cuda % THOUSAND / 10,
                cuda < CUDA_13 ? ": too old, 580 or later is needed" : ""));
    if (!CudaBuild.present()) {
      lines.put("libtorch", "built for CPUs: it leaves the GPU alone (docs/gpu.md)");
      return lines;
    }
    lines.put("libtorch", "built for CUDA 13");
    List<String> missing = missing();
    lines.put(
        "cuda libraries",
        missing.isEmpty()
            ? "all found"
            : "missing: %s. Put their folders into LD_LIBRARY_PATH (docs/gpu.md)."
                .formatted(String.join(", ", missing)));
    return lines;
  }

  /** Such as 580.159.04. */
  private static String driverVersion() {
    try {
      Matcher number = NUMBER.matcher(Files.readString(DRIVER));
      if (number.find()) {
        return number.group();
      }
    } catch (IOException e) {
      return "version unknown"; // a container may hide it
    }
    return "version unknown";
  }
}
