package io.github.googlenet4j.onednn;

import io.github.googlenet4j.engine.Availability;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Simplify;
import io.github.googlenet4j.machine.PrecisionTimes;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Runs networks with oneDNN, Intel's library of deep learning primitives, on x86-64 CPUs.
 *
 * <p>All natives come with the module; nothing has to be installed. They are unpacked once, into
 * the user's cache ({@code GOOGLENET_CACHE}, else the system's folder for caches).
 */
public final class OneDnnEngine implements Engine {
  private static final String PHYSICAL_BYTES = "org.bytedeco.javacpp.maxPhysicalBytes";

  static {
    // JavaCPP refuses to allocate when the process is several times larger than its largest heap.
    // This module frees its memory itself, and a service may have a small heap. JavaCPP reads the
    // property when it is loaded.
    if (System.getProperty(PHYSICAL_BYTES) == null) {
      System.setProperty(PHYSICAL_BYTES, "0");
    }
  }

  /** Called by {@code ServiceLoader}. An engine holds no resources. */
  public OneDnnEngine() {}

  @Override
  public String name() {
    return "onednn";
  }

  @Override
  public Availability availability() {
    return OneDnnLibrary.load().availability();
  }

  @Override
  public Program compile(Network network, EngineOptions options) {
    Availability availability = OneDnnLibrary.load().require();
    Precision precision =
        availability.choose(
            options.precision(), network, several -> PrecisionTimes.fastest(this, several));
    Arithmetic arithmetic =
        new Arithmetic(
            precision,
            precision == Precision.INT8 && isNarrowFaster(availability),
            WinogradTimes.leastTiles(availability.detail()));
    return new OneDnnProgram(
        Simplify.apply(network), arithmetic, options, cores(options.threads()));
  }

  private boolean isNarrowFaster(Availability availability) {
    Set<Precision> floating = EnumSet.copyOf(availability.precisions());
    floating.remove(Precision.INT8);
    return PrecisionTimes.fastest(this, floating) == Precision.BF16;
  }

  @Override
  public OptionalDouble peakOperationsPerSecond(Precision precision, int threads) {
    if (!availability().precisions().contains(precision)) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(MatrixProductBenchmark.best(precision, cores(threads)));
  }

  @Override
  public Map<String, String> measured() {
    Availability availability = availability();
    if (!availability.usable()) {
      return Map.of();
    }
    Map<String, String> measured = new LinkedHashMap<>();
    measured.put("precision", PrecisionTimes.describe(this, availability.precisions()));
    int least = WinogradTimes.leastTiles(availability.detail());
    measured.put(
        "3x3 in fp32",
        least == WinogradTimes.NEVER
            ? "oneDNN's convolution"
            : "Winograd's algorithm from %d tiles a thread".formatted(least));
    return measured;
  }

  private static int cores(int threads) {
    return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }
}
