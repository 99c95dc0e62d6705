package io.github.googlenet4j.torch;

import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.torch.internal.cuda.CudaBuild;
import io.github.googlenet4j.torch.internal.cuda.Gpu;
import io.github.googlenet4j.train.Device;
import io.github.googlenet4j.trainer.LearnerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Context;
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
 * @param exact whether float32 products on a GPU keep all bits of their factors; else they are
 *     rounded to TF32's 10 bits, which is several times as fast
 */
record Hardware(
    boolean cuda, Precision precision, int threads, MemoryFormat layout, boolean exact) {
  /** For measuring what it costs: {@code -Dgooglenet.cuda.deterministic=false}. */
  private static final boolean DETERMINISTIC =
      !"false".equals(System.getProperty("googlenet.cuda.deterministic"));

  /** The oldest GPUs for which LibTorch's build has kernels, and the oldest that compute bf16. */
  private static final int LEAST_GENERATION = 75;

  private static final int BF16_GENERATION = 80;

  /** What Linux calls the instructions that multiply bfloat16. */
  private static final Set<String> BF16_INSTRUCTIONS = Set.of("avx512_bf16", "amx_bf16");

  /**
   * @throws IllegalArgumentException if the device or precision asked for is not there
   */
  static Hardware choose(LearnerOptions options) {
    return choose(options.device(), options.precision(), options.threads());
  }

  /**
   * On a CPU that has instructions for bf16, AUTO takes it.
   *
   * @param wantedThreads 0 for all cores
   * @throws IllegalArgumentException if the device or precision asked for is not there
   */
  static Hardware choose(Device device, Precision wanted, int wantedThreads) {
    return choose(device, wanted, wantedThreads, () -> Precision.BF16);
  }

  /**
   * @param wantedThreads 0 for all cores
   * @param fastest what AUTO takes on a CPU that has instructions for bf16
   * @throws IllegalArgumentException if the device or precision asked for is not there
   */
  static Hardware choose(
      Device device, Precision wanted, int wantedThreads, Supplier<Precision> fastest) {
    boolean available = CudaBuild.findsGpu();
    if (device == Device.CUDA && !available) {
      throw new IllegalArgumentException(withoutGpu());
    }
    int generation = available && device != Device.CPU ? Gpu.generation() : 0;
    if (device == Device.CUDA && generation < LEAST_GENERATION) {
      throw new IllegalArgumentException(
          "device: expected a GPU of generation 7.5 or later, found %d.%d. Use another, or choose the device cpu."
              .formatted(generation / 10, generation % 10));
    }
    boolean cuda = generation >= LEAST_GENERATION;
    boolean fast = cuda ? generation >= BF16_GENERATION : computesBf16();
    int cores = Runtime.getRuntime().availableProcessors();
    int threads = wantedThreads == 0 ? cores : wantedThreads;
    Precision precision =
        switch (wanted) {
          case AUTO -> !fast ? Precision.FP32 : cuda ? Precision.BF16 : fastest.get();
          case FP32 -> Precision.FP32;
          case BF16 -> {
            if (!fast && cuda) {
              throw new IllegalArgumentException(
                  "precision: expected a GPU of generation 8.0 or later for bf16, found %d.%d."
                          .formatted(generation / 10, generation % 10)
                      + " Choose the precision fp32 or auto.");
            }
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
    return new Hardware(cuda, precision, threads, MemoryFormat.ChannelsLast, false);
  }

  private static String withoutGpu() {
    if (!Gpu.driver()) {
      return "device: expected cuda, found no NVIDIA driver. Install it, or choose the device cpu.";
    }
    if (!CudaBuild.present()) {
      return "device: expected cuda, found LibTorch's build for CPUs on the class path. Put"
          + " org.bytedeco:pytorch with the classifier linux-x86_64-gpu there instead"
          + " (docs/gpu.md), or choose the device cpu.";
    }
    List<String> missing = Gpu.missing();
    return missing.isEmpty()
        ? "device: expected cuda, found no GPU that LibTorch can use. Look at what nvidia-smi says,"
            + " or choose the device cpu."
        : "device: expected cuda and its libraries, found none of %s. Put their folders into"
                .formatted(String.join(", ", missing))
            + " LD_LIBRARY_PATH (docs/gpu.md), or choose the device cpu.";
  }

  /** Whether this CPU has instructions that multiply bf16. */
  static boolean computesBf16() {
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
    return new Hardware(cuda, precision, threads, other, exact);
  }

  /** Float32 without TF32. */
  Hardware withExactProducts() {
    return new Hardware(cuda, precision, threads, layout, true);
  }

  /**
   * Tells LibTorch, whose settings are the process's, before the calling thread computes. cuDNN
   * takes algorithms that give the same bits each time, by its own estimate of their speed: its
   * measuring them first gained .4 % of a step, and would choose others in another run.
   */
  void prepare() {
    Native.useThreads(threads);
    if (cuda) {
      Context context = torch.globalContext();
      context.setAllowTF32CuBLAS(!exact);
      context.setAllowTF32CuDNN(!exact);
      context.setDeterministicCuDNN(DETERMINISTIC);
      context.setBenchmarkCuDNN(!DETERMINISTIC);
    }
  }

  org.bytedeco.pytorch.Device device() {
    return new org.bytedeco.pytorch.Device(cuda ? torch.DeviceType.CUDA : torch.DeviceType.CPU);
  }

  /** The library and the device, for people. */
  String libraryAndDevice() {
    return "LibTorch %s, %s".formatted(Native.version(), cuda ? Gpu.name() : "CPU");
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "LibTorch %s on %s, %s",
        Native.version(),
        cuda ? Gpu.name() : threads == 1 ? "1 CPU core" : threads + " CPU cores",
        precision);
  }
}
