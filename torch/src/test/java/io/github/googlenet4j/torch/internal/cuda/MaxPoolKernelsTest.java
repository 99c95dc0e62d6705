package io.github.googlenet4j.torch.internal.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.googlenet4j.graph.Window;
import io.github.googlenet4j.torch.internal.cuda.MaxPooling.Pooled;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Max pools by our kernels beside LibTorch's, on a GPU. */
@SuppressWarnings("try") // scopes act by being open
class MaxPoolKernelsTest {
  private static final List<Window> WINDOWS =
      List.of(
          new Window(3, 2, 0, true),
          new Window(3, 2, 1, false),
          new Window(3, 1, 1, false),
          new Window(2, 2, 0, true));

  @BeforeEach
  void needsAGpu() {
    assumeTrue("CUDA".equals(System.getProperty("googlenet.test.device")), "needs a GPU");
  }

  static Stream<Arguments> cases() {
    return WINDOWS.stream()
        .flatMap(
            window ->
                Stream.of(ScalarType.Float, ScalarType.BFloat16)
                    .flatMap(
                        type ->
                            Stream.of(7, 14, 113)
                                .map(side -> Arguments.of(window, type.toString(), side))));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void valuesAndGradientsAreLibTorchs(Window window, String type, int side) {
    ScalarType scalar = ScalarType.valueOf(type);
    try (PointerScope scope = new PointerScope();
        CudaStream stream = new CudaStream();
        CudaStream.Use use = stream.use();
        MaxPoolKernels kernels = new MaxPoolKernels(stream)) {
      torch.manual_seed(side);
      Tensor x = onGpu(torch.randn(3, 40, side, side + 2), scalar);
      T_TensorTensor_T expected =
          torch.max_pool2d_with_indices(
              x,
              both(window.kernel()),
              both(window.stride()),
              both(window.padding()),
              both(1),
              window.roundUp());
      assertThat(kernels.fits(x)).isTrue();
      Pooled pooled = kernels.forward(x, window, true);
      assertThat(pooled.values().equal(expected.get0())).isTrue();
      assertThat(kernels.forward(x, window, false).values().equal(expected.get0())).isTrue();

      Tensor gradient = onGpu(torch.randn_like(expected.get0().cpu().to(ScalarType.Float)), scalar);
      Tensor theirs =
          torch.max_pool2d_with_indices_backward(
              gradient.to(ScalarType.Float),
              x.to(ScalarType.Float),
              both(window.kernel()),
              both(window.stride()),
              both(window.padding()),
              both(1),
              window.roundUp(),
              expected.get1());
      Tensor ours = torch.empty_like(x);
      kernels.backward(gradient, pooled.winners(), window, ours, false);
      double rounding = scalar == ScalarType.Float ? 1e-6 : 1. / 256;
      assertThat(distance(ours, theirs)).isLessThan(rounding);
      Tensor sum = onGpu(torch.ones_like(x.cpu().to(ScalarType.Float)), scalar);
      kernels.backward(gradient, pooled.winners(), window, sum, true);
      assertThat(distance(sum, theirs.add(new Scalar(1)))).isLessThan(rounding);
    }
  }

  private static Tensor onGpu(Tensor tensor, ScalarType type) {
    return tensor.to(new Device(DeviceType.CUDA), type).contiguous(MemoryFormat.ChannelsLast);
  }

  private static double distance(Tensor found, Tensor expected) {
    Tensor difference = found.to(ScalarType.Float).sub(expected);
    return difference.norm().item_double() / expected.norm().item_double();
  }

  private static long[] both(int value) {
    return new long[] {value, value};
  }
}
