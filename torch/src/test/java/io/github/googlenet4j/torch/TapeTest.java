package io.github.googlenet4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Window;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.torch.internal.cuda.MaxPooling;
import io.github.googlenet4j.train.Device;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Gradients through cuts are those of LibTorch's unbroken record. */
@SuppressWarnings("try") // scopes act by being open
class TapeTest {
  private static final int SIDE = 64;

  static final List<Variant> variants = Variant.ALL;

  /** LibTorch's own pools, asked for their gradient by hand. */
  private static final class Unrecorded implements MaxPooling {
    int backwards;

    @Override
    public boolean fits(Tensor x) {
      return true;
    }

    @Override
    public Pooled forward(Tensor x, Window window, boolean gradient) {
      T_TensorTensor_T both =
          torch.max_pool2d_with_indices(
              x.detach(),
              both(window.kernel()),
              both(window.stride()),
              both(window.padding()),
              both(1),
              window.roundUp());
      return new Pooled(both.get0(), both.get1());
    }

    @Override
    public void backward(
        Tensor gradient, Tensor winners, Window window, Tensor into, boolean accumulate) {
      Tensor found =
          torch.max_pool2d_with_indices_backward(
              gradient,
              into,
              both(window.kernel()),
              both(window.stride()),
              both(window.padding()),
              both(1),
              window.roundUp(),
              winners);
      if (accumulate) {
        into.add_(found);
      } else {
        into.copy_(found);
      }
      backwards++;
    }

    private static long[] both(int value) {
      return new long[] {value, value};
    }
  }

  @ParameterizedTest
  @FieldSource("variants")
  void gradientsThroughCutsAreThoseOfTheWhole(Variant variant) {
    Network network = Learning.googLeNet(variant.withDropout(0, 0), SIDE);
    Unrecorded pooling = new Unrecorded();
    Map<String, float[]> expected = gradients(network, null);
    Map<String, float[]> found = gradients(network, pooling);
    assertThat(pooling.backwards).isEqualTo(13); // of all max pools
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    double largest = expected.values().stream().mapToDouble(TapeTest::norm).max().orElseThrow();
    expected.forEach(
        (name, gradient) ->
            // That of a bias before batch normalisation is nothing but rounding.
            assertThat(distance(Objects.requireNonNull(found.get(name)), gradient))
                .describedAs(name)
                .isLessThan(1e-4 * norm(gradient) + 1e-6 * largest));
  }

  private static Map<String, float[]> gradients(Network network, @Nullable MaxPooling pooling) {
    Graph graph = network.graph();
    var options = Learning.options(graph, Learning.GRADIENT, Learning.PLAIN);
    Hardware hardware = Hardware.choose(Device.CPU, Precision.FP32, 2);
    Map<String, float[]> gradients = new LinkedHashMap<>();
    try (PointerScope scope = new PointerScope();
        Constants constants = new Constants(hardware);
        DropoutMasks masks = new DropoutMasks(hardware, false);
        ParameterStore store = new ParameterStore(network, options, Set.of(), hardware)) {
      float[] pictures = new float[2 * graph.input().size()];
      for (int i = 0; i < 2; i++) {
        float[] one = SampleWeights.picture("tape" + i, graph.input());
        System.arraycopy(one, 0, pictures, i * one.length, one.length);
      }
      Tensor input =
          torch.from_blob(new FloatPointer(pictures), 2, SIDE, SIDE, 3).permute(0, 3, 1, 2);
      Execution execution =
          new Execution(graph, constants, Set.of(), masks, pooling, ScalarType.Float);
      Tensor total = torch.zeros(1);
      for (Tensor head : execution.run(input, store.values()).values()) {
        total = total.add(head.square().mean());
      }
      execution.backward(total);
      store.gradients().forEach((name, gradient) -> gradients.put(name, Native.values(gradient)));
    }
    return gradients;
  }

  private static double distance(float[] found, float[] expected) {
    float[] difference = found.clone();
    for (int i = 0; i < found.length; i++) {
      difference[i] -= expected[i];
    }
    return norm(difference);
  }

  private static double norm(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares);
  }
}
