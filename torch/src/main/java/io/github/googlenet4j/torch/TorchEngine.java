package io.github.googlenet4j.torch;

import io.github.googlenet4j.engine.Availability;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.graph.Network;
import java.util.Set;

/**
 * Answers with LibTorch, as training computes them: in float32 on the CPU, one run at a time.
 *
 * <p>For comparison. It is slower than the engines made for answers, so {@code ServiceLoader} does
 * not find it.
 */
public final class TorchEngine implements Engine {
  /** Holds nothing. */
  public TorchEngine() {}

  @Override
  public String name() {
    return "libtorch";
  }

  @Override
  public Availability availability() {
    String obstacle = Native.obstacle();
    return obstacle.isEmpty()
        ? new Availability(Set.of(Precision.FP32), "LibTorch " + Native.version() + ", CPU")
        : new Availability(Set.of(), obstacle);
  }

  @Override
  public Program compile(Network network, EngineOptions options) {
    Availability availability = availability();
    if (!availability.usable()) {
      throw new IllegalArgumentException(
          "libtorch: expected its library, found: " + availability.detail());
    }
    availability.choose(options.precision(), network);
    return new TorchProgram(network, options);
  }
}
