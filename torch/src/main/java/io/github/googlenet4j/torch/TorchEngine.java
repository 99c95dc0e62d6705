package io.github.googlenet4j.torch;

import io.github.googlenet4j.engine.Availability;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.machine.PrecisionTimes;
import io.github.googlenet4j.train.Device;
import java.util.Set;

/**
 * Answers with LibTorch, one run at a time: on the CPU in float32, as training computes them; on an
 * NVIDIA GPU in float32 (with all bits) and bfloat16.
 *
 * <p>On the CPU it is for comparison, and slower than the engines made for answers. So {@code
 * ServiceLoader} does not find it: whoever wants the GPU names it.
 */
public final class TorchEngine implements Engine {
  private final Device device;

  /** On the CPU. */
  public TorchEngine() {
    this(Device.CPU);
  }

  /**
   * On a device.
   *
   * @param device AUTO takes a GPU where there is one
   */
  public TorchEngine(Device device) {
    this.device = device;
  }

  @Override
  public String name() {
    return "torch";
  }

  @Override
  public Availability availability() {
    String obstacle = Native.obstacle();
    if (!obstacle.isEmpty()) {
      return new Availability(Set.of(), obstacle);
    }
    try {
      Hardware hardware = Hardware.choose(device, Precision.FP32, 0);
      return hardware.cuda()
          ? new Availability(Set.of(Precision.FP32, Precision.BF16), hardware.libraryAndDevice())
          : new Availability(Set.of(Precision.FP32), hardware.libraryAndDevice());
    } catch (IllegalArgumentException e) {
      return new Availability(Set.of(), String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Program compile(Network network, EngineOptions options) {
    Availability availability = availability();
    if (!availability.usable()) {
      throw new IllegalArgumentException(
          "torch: expected its library and its device, found: " + availability.detail());
    }
    Precision precision =
        availability.choose(
            options.precision(), network, several -> PrecisionTimes.fastest(this, several));
    Hardware hardware = Hardware.choose(device, precision, options.threads()).withExactProducts();
    return hardware.cuda()
        ? new GpuProgram(network, options, hardware)
        : new CpuProgram(network, options, hardware);
  }
}
