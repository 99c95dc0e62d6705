package io.github.googlenet4j.onednn;

import io.github.googlenet4j.engine.Availability;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Simplify;
import io.github.googlenet4j.onednn.internal.nativelib.InstructionSet;
import java.util.OptionalDouble;
import java.util.Set;
import org.bytedeco.dnnl.dnnl_version_t;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.Loader;

/**
 * Runs networks with oneDNN, Intel's library of deep learning primitives, on x86-64 CPUs.
 *
 * <p>All natives come with the module; nothing has to be installed. They are unpacked once, into
 * the folder {@code .javacpp} of the user's home.
 */
public final class OneDnnEngine implements Engine {
  private static final Set<String> X86 = Set.of("amd64", "x86_64"); // as JVMs name it
  private static final String PHYSICAL_BYTES = "org.bytedeco.javacpp.maxPhysicalBytes";

  static {
    // JavaCPP refuses to allocate once the process is some times larger than its heap may be.
    // Memory
    // here has owners, and a service with a small heap is no error. Read when JavaCPP is loaded.
    if (System.getProperty(PHYSICAL_BYTES) == null) {
      System.setProperty(PHYSICAL_BYTES, "0");
    }
  }

  /** Calls by {@code ServiceLoader}; holds nothing. */
  public OneDnnEngine() {}

  @Override
  public String name() {
    return "onednn";
  }

  @Override
  public Availability availability() {
    return availability(System.getProperty("os.arch", ""));
  }

  /**
   * On other processors nothing of it was measured, and reference kernels would be many times
   * slower.
   */
  static Availability availability(String architecture) {
    if (!X86.contains(architecture)) {
      return new Availability(
          Set.of(),
          "no optimised kernels for " + architecture + "; the module onnxruntime has some");
    }
    try {
      Loader.load(dnnl.class);
      dnnl_version_t version = dnnl.dnnl_version();
      String detail =
          "oneDNN %d.%d.%d, %s"
              .formatted(
                  version.major(), version.minor(), version.patch(), InstructionSet.description());
      return new Availability(InstructionSet.precisions(InstructionSet.current()), detail);
    } catch (LinkageError e) {
      return new Availability(Set.of(), "no library for this platform: " + e.getMessage());
    }
  }

  @Override
  public Program compile(Network network, EngineOptions options) {
    Availability availability = availability();
    if (!availability.usable()) {
      throw new IllegalArgumentException(
          "onednn: expected its library, found " + availability.detail() + ".");
    }
    Precision precision = availability.choose(options.precision(), network);
    return new OneDnnProgram(Simplify.apply(network), precision, options, cores(options.threads()));
  }

  @Override
  public OptionalDouble peakOperationsPerSecond(Precision precision, int threads) {
    if (!availability().precisions().contains(precision)) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(MatrixProductBenchmark.best(precision, cores(threads)));
  }

  private static int cores(int threads) {
    return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }
}
