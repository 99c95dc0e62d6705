package io.github.googlenet4j.engine;

import io.github.googlenet4j.graph.Network;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.ServiceLoader;

/**
 * Turns a network into a program for this machine.
 *
 * <p>An engine is a module on the class path; {@link #all()} finds them. Engines hold no state, are
 * thread-safe, and load their native library when they are first asked for something.
 */
public interface Engine {
  /** As options and reports write it, for instance {@code onednn}. */
  String name();

  /** What this engine can do on this machine. */
  Availability availability();

  /**
   * Where it stands among engines that run here: the highest is taken. An engine made for this
   * network has 0, a general runtime less.
   */
  default int preference() {
    return 0;
  }

  /**
   * Compiles a network. Passes that do not change results are the engine's business: it takes the
   * network as it was built.
   *
   * @throws IllegalArgumentException if the precision is not to be had here; the message says which
   *     are, or why the engine cannot run
   */
  Program compile(Network network, EngineOptions options);

  /**
   * What this machine can do at most: multiplications and additions a second in a product of large
   * square matrices, the best of some that are tried now. Empty if this engine does not measure it.
   *
   * @param threads cores; 0 for all
   */
  default OptionalDouble peakOperationsPerSecond(Precision precision, int threads) {
    return OptionalDouble.empty();
  }

  /** All engines on the class path, the preferred first. */
  static List<Engine> all() {
    List<Engine> engines = new ArrayList<>();
    ServiceLoader.load(Engine.class).forEach(engines::add);
    engines.sort(Comparator.comparingInt(Engine::preference).reversed());
    return engines;
  }

  /**
   * The first engine that runs on this machine.
   *
   * @throws IllegalStateException if none does; the message says why of each
   */
  static Engine best() {
    List<String> reasons = new ArrayList<>();
    for (Engine engine : all()) {
      Availability availability = engine.availability();
      if (availability.usable()) {
        return engine;
      }
      reasons.add(engine.name() + ": " + availability.detail());
    }
    throw new IllegalStateException(
        "engine: expected one that runs on this machine, found %s. Add onednn or onnxruntime."
            .formatted(reasons.isEmpty() ? "none on the class path" : String.join("; ", reasons)));
  }
}
