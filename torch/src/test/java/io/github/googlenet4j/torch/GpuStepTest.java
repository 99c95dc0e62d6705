package io.github.googlenet4j.torch;

import static io.github.googlenet4j.torch.Learning.PLAIN;
import static io.github.googlenet4j.torch.Learning.SGD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.loading.Batch;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.train.Device;
import io.github.googlenet4j.trainer.Learner.HeadResult;
import io.github.googlenet4j.trainer.LearnerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What only a GPU does: captured steps, results that come later. */
class GpuStepTest {
  private static final int SIDE = 64;

  @BeforeEach
  void needsAGpu() {
    assumeTrue(Learning.DEVICE == Device.CUDA, "needs a GPU");
  }

  private final Network network = Learning.googLeNet(Variant.TORCHVISION, SIDE);
  private final LearnerOptions options = Learning.options(network.graph(), SGD, PLAIN);

  private Batch batch(int step) {
    return Learning.noise("step" + step, network.graph(), step % 6, 1, 2, 3);
  }

  private void step(TorchLearner learner, int step) {
    learner.accumulate(batch(step), 1, step);
    learner.update(.01);
  }

  @Test
  void capturedStepsGiveTheBitsOfLaunchedOnes() {
    try (TorchLearner captured = Learning.learner(network, options);
        TorchLearner launched = Learning.learner(network, options)) {
      for (int step = 0; step < 6; step++) {
        if (step == 4) { // captured from the third on; the other one begins here
          launched.restore(captured.state());
        }
        step(captured, step);
        if (step >= 4) {
          step(launched, step);
        }
      }
      Learning.assertSame(captured.weights(), launched.weights());
    }
  }

  @Test
  void theSameStepsGiveTheSameBits() {
    Weights[] weights = new Weights[2];
    for (int run = 0; run < 2; run++) {
      try (TorchLearner learner = Learning.learner(network, options)) {
        for (int step = 0; step < 5; step++) {
          step(learner, step);
        }
        weights[run] = learner.weights();
      }
    }
    Learning.assertSame(weights[0], weights[1]);
  }

  @Test
  void resultsMayBeAskedForOneStepLater() {
    try (TorchLearner one = Learning.learner(network, options);
        TorchLearner other = Learning.learner(network, options)) {
      Supplier<Map<Head, HeadResult>> before = Map::of;
      Map<Head, HeadResult> expected = Map.of();
      for (int step = 0; step < 6; step++) {
        Supplier<Map<Head, HeadResult>> results = one.begin(batch(step), 1, step);
        one.update(.01);
        assertThat(before.get()).isEqualTo(expected);
        expected = other.accumulate(batch(step), 1, step);
        other.update(.01);
        before = results;
      }
      assertThat(before.get()).isEqualTo(expected);
    }
  }

  @Test
  void gatheredGradientsAddUpInCapturedStepsToo() {
    try (TorchLearner twice = Learning.learner(network, options);
        TorchLearner once = Learning.learner(network, options)) {
      for (int step = 0; step < 4; step++) {
        twice.accumulate(batch(0), .5, 7);
        twice.accumulate(batch(0), .5, 7);
        Map<String, Double> halves = twice.gradientNorms();
        once.accumulate(batch(0), 1, 7);
        once.gradientNorms()
            .forEach(
                (name, norm) ->
                    assertThat(Objects.requireNonNull(halves.get(name)))
                        .describedAs(name)
                        .isCloseTo(norm, within(1e-3 * norm + 1e-6)));
        twice.update(0);
        once.update(0);
      }
    }
  }

  static List<Network> networks() {
    List<Network> networks = new ArrayList<>();
    networks.add(SampleWeights.of(Learning.small()));
    Variant.ALL.forEach(v -> networks.add(Learning.googLeNet(v.withDropout(0, 0), SIDE)));
    return networks;
  }

  @ParameterizedTest
  @MethodSource("networks")
  void gradientsAreThoseOfTheProcessor(Network of) {
    Batch batch = Learning.noise("both", of.graph(), 0, 3, 2, 1);
    LearnerOptions plain = Learning.options(of.graph(), Learning.GRADIENT, PLAIN);
    Hardware processor = Hardware.choose(Device.CPU, Precision.FP32, 4);
    try (TorchLearner expected = new TorchLearner(of, plain, processor);
        TorchLearner found = Learning.learner(of, plain)) {
      expected.accumulate(batch, 1, 0);
      found.accumulate(batch, 1, 0);
      Map<String, Double> norms = found.gradientNorms();
      Map<String, Double> theirs = expected.gradientNorms();
      expected.update(1);
      found.update(1);
      double largest = theirs.values().stream().mapToDouble(n -> n).max().orElseThrow();
      StringBuilder wrong = new StringBuilder();
      theirs.forEach(
          (name, norm) -> {
            float[] a = found.weights().values(name);
            float[] b = expected.weights().values(name);
            double squares = 0;
            for (int i = 0; i < a.length; i++) {
              squares += Math.pow((double) a[i] - b[i], 2);
            }
            // Batch normalisation over few pictures makes rounding grow (LearnerGoldenTest).
            if (Math.sqrt(squares) > .06 * norm + 1e-5 * largest) {
              wrong.append(
                  "%n%s: expected a gradient of %.5g, found %.5g, apart %.5g"
                      .formatted(name, norm, norms.get(name), Math.sqrt(squares)));
            }
          });
      assertThat(wrong.toString()).isEmpty();
    }
  }
}
