package io.github.googlenet4j.engine;

import io.github.googlenet4j.graph.Network;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.ServiceLoader;

/**
 * Turns a network into a program for this machine.
 *
 * <p>Each engine is a module of its own; {@link #all()} finds those that are present. Engines hold
 * no state, are thread-safe, and load their native library when they are first asked for something.
 */
public interface Engine {
  /** As options and reports write it, for instance {@code onednn}. */
  String name();

  /** What this engine can do on this machine. */
  Availability availability();

  /**
   * Rank among engines that run here; the highest is taken. An engine made for this network has 0,
   * a general runtime less.
   */
  default int preference() {
    return 0;
  }

  /**
   * Compiles a network. The engine takes the network as it was built and applies its own passes.
   *
   * @throws IllegalArgumentException if the precision is not available here; the message says which
   *     are, or why the engine cannot run
   */
  Program compile(Network network, EngineOptions options);

  /**
   * Peak arithmetic speed of this machine: multiplications and additions a second in a product of
   * large square matrices, the best of several tried now. Empty if this engine does not measure it.
   *
   * @param threads cores; 0 for all
   */
  default OptionalDouble peakOperationsPerSecond(Precision precision, int threads) {
    return OptionalDouble.empty();
  }

  /**
   * What this engine measures on this machine to choose how it computes, by name, and what it
   * chose; for people. It is measured now where that has not been done yet. Empty if the engine
   * does not run here or chooses nothing by measuring.
   */
  default Map<String, String> measured() {
    return Map.of();
  }

  /** All engines on the class path, the preferred first. */
  static List<Engine> all() {
    List<Engine> engines = new ArrayList<>();
    ServiceLoader.load(Engine.class).forEach(engines::add);
    engines.sort(Comparator.comparingInt(Engine::preference).reversed());
    return engines;
  }

  /**
   * The first engine that runs on this machine. An engine that was made for this machine and is
   * broken is not replaced by the next one, which would be slower without a word.
   *
   * @throws IllegalStateException if none does, or a preferred one is broken; the message says why
   */
  static Engine best() {
    List<String> reasons = new ArrayList<>();
    for (Engine engine : all()) {
      Availability availability = engine.availability();
      if (availability.usable()) {
        return engine;
      }
      availability.refuseBroken(engine.name());
      reasons.add(engine.name() + ": " + availability.detail());
    }
    throw new IllegalStateException(
        "engine: expected one that runs on this machine, found %s. Add onednn or onnxruntime."
            .formatted(reasons.isEmpty() ? "none on the class path" : String.join("; ", reasons)));
  }
}
