package io.github.googlenet4j.torch;

import static org.bytedeco.pytorch.global.torch.conv2d;

import io.github.googlenet4j.graph.Operation.LocalResponseNormalization;
import io.github.googlenet4j.graph.Operation.Normalization;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Tensors that operations need and training does not change, made once for each device. Owns them.
 */
final class Constants implements AutoCloseable {
  private static final double THREE_QUARTERS = .75;

  private final Hardware hardware;
  private final Map<Object, Tensor> tensors = new HashMap<>();

  Constants(Hardware hardware) {
    this.hardware = hardware;
  }

  private Tensor constant(Object key, Supplier<float[]> values, long... shape) {
    return tensors.computeIfAbsent(
        key,
        ignored -> {
          Tensor made = Tensor.create(values.get(), shape).to(hardware.device(), ScalarType.Float);
          return (Tensor) made.retainReference(); // lives longer than the scope of this step
        });
  }

  /** From 0..255 RGB to what the network was trained with. */
  Tensor normalize(Tensor pictures, Normalization operation) {
    Tensor x = operation.bgr() ? pictures.flip(1) : pictures;
    Tensor mean =
        constant(
            List.of("mean", operation), () -> ordered(operation, operation.mean()), 1, 3, 1, 1);
    Tensor deviation =
        constant(
            List.of("deviation", operation),
            () -> ordered(operation, operation.deviation()),
            1,
            3,
            1,
            1);
    return x.sub(mean).div_(deviation).contiguous(hardware.layout());
  }

  private static float[] ordered(Normalization operation, List<Float> ofRgb) {
    float[] values = new float[3];
    for (int i = 0; i < 3; i++) {
      values[i] = ofRgb.get(operation.source(i));
    }
    return values;
  }

  /**
   * LibTorch's own goes through a three-dimensional pool that is slow both ways. The sum over
   * neighbouring channels is a 1x1 convolution with a band of ones, and x^-.75 is two roots. In
   * bfloat16 all of it stays there on the CPU, as what reads it would round it anyway.
   */
  Tensor localResponse(Tensor x, LocalResponseNormalization operation) {
    int channels = (int) x.size(1);
    Tensor weight =
        constant(
            List.of("band", operation, channels),
            () -> band(operation, channels),
            channels,
            channels,
            1,
            1);
    Tensor bias =
        constant(
            List.of("k", operation, channels), () -> filled(channels, operation.k()), channels);
    Tensor sum =
        conv2d(
            x.square(),
            weight,
            new TensorOptional(bias),
            new long[] {1, 1},
            new long[] {0, 0},
            new long[] {1, 1},
            1);
    if (operation.beta() == THREE_QUARTERS) {
      Tensor root = sum.rsqrt();
      return x.mul(root.mul(root.sqrt()));
    }
    return x.mul(sum.pow(new Scalar(-operation.beta())));
  }

  private static float[] band(LocalResponseNormalization operation, int channels) {
    float[] band = new float[channels * channels];
    int reach = operation.size() / 2;
    for (int i = 0; i < channels; i++) {
      for (int j = Math.max(0, i - reach); j <= Math.min(channels - 1, i + reach); j++) {
        band[i * channels + j] = (float) (operation.alpha() / operation.size());
      }
    }
    return band;
  }

  private static float[] filled(int size, double value) {
    float[] values = new float[size];
    Arrays.fill(values, (float) value);
    return values;
  }

  @Override
  public void close() {
    tensors.values().forEach(Tensor::releaseReference);
    tensors.clear();
  }
}
