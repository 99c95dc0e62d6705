package io.github.googlenet4j.torch;

import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.train.Device;
import io.github.googlenet4j.trainer.LearnerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * What a learner's arithmetic runs on.
 *
 * @param cuda whether that is a GPU
 * @param precision FP32 or BF16
 * @param threads cores where it is the CPU
 * @param layout of activations in memory: channels last, which is faster; LibTorch's other one sums
 *     batch statistics more exactly, so that tests of gradients use it
 */
record Hardware(boolean cuda, Precision precision, int threads, MemoryFormat layout) {
  /** What Linux calls the instructions that multiply bfloat16. */
  private static final Set<String> BF16_INSTRUCTIONS = Set.of("avx512_bf16", "amx_bf16");

  /**
   * @throws IllegalArgumentException if the device or precision asked for is not there
   */
  static Hardware choose(LearnerOptions options) {
    boolean available = torch.cuda_is_available();
    if (options.device() == Device.CUDA && !available) {
      throw new IllegalArgumentException(withoutGpu());
    }
    boolean cuda = available && options.device() != Device.CPU;
    boolean fast = cuda || computesBf16();
    Precision precision =
        switch (options.precision()) {
          case AUTO -> fast ? Precision.BF16 : Precision.FP32;
          case FP32 -> Precision.FP32;
          case BF16 -> {
            if (!fast) {
              throw new IllegalArgumentException(
                  "precision: expected a processor with AVX-512 BF16 or AMX for bf16, found neither."
                      + " Choose the precision fp32 or auto.");
            }
            yield Precision.BF16;
          }
          case INT8 ->
              throw new IllegalArgumentException(
                  "precision: expected fp32, bf16 or auto for training, found int8.");
        };
    int cores = Runtime.getRuntime().availableProcessors();
    int threads = options.threads() == 0 ? cores : options.threads();
    return new Hardware(cuda, precision, threads, MemoryFormat.ChannelsLast);
  }

  private static String withoutGpu() {
    boolean build =
        Loader.getLoadedLibraries().keySet().stream().anyMatch(n -> n.startsWith("torch_cuda"));
    return build
        ? "device: expected cuda, found no GPU that LibTorch can use. Look at NVIDIA's driver, or train"
            + " on the CPU."
        : "device: expected cuda, found LibTorch's build for CPUs on the class path. Add"
            + " org.bytedeco:pytorch with the classifier linux-x86_64-gpu and CUDA's libraries, or"
            + " train on the CPU.";
  }

  private static boolean computesBf16() {
    try {
      return Files.readString(Path.of("/proc/cpuinfo"))
          .lines()
          .filter(line -> line.startsWith("flags"))
          .findFirst()
          .map(line -> Set.of(line.split("\\s+")).stream().anyMatch(BF16_INSTRUCTIONS::contains))
          .orElse(false);
    } catch (IOException e) {
      return false; // not Linux: float32 is right everywhere
    }
  }

  Hardware withLayout(MemoryFormat other) {
    return new Hardware(cuda, precision, threads, other);
  }

  org.bytedeco.pytorch.Device device() {
    return new org.bytedeco.pytorch.Device(cuda ? torch.DeviceType.CUDA : torch.DeviceType.CPU);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "LibTorch %s on %s, %s",
        Native.version(),
        cuda ? "a GPU" : threads == 1 ? "1 CPU core" : threads + " CPU cores",
        precision);
  }
}
