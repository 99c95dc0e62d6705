package io.github.googlenet4j.torch;

import io.github.googlenet4j.engine.Precision;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * While open, convolutions and matrix products of this thread take bfloat16, where that is asked.
 */
final class Autocast implements AutoCloseable {
  private final DeviceType type;
  private final boolean on;

  Autocast(Hardware hardware) {
    this.type = hardware.cuda() ? DeviceType.CUDA : DeviceType.CPU;
    this.on = hardware.precision() == Precision.BF16;
    if (on) {
      torch.set_autocast_dtype(type, ScalarType.BFloat16);
      torch.set_autocast_enabled(type, true);
    }
  }

  @Override
  public void close() {
    if (on) {
      torch.set_autocast_enabled(type, false);
      torch.clear_cache();
    }
  }
}
