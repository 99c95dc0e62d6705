package io.github.googlenet4j.torch;

import static io.github.googlenet4j.torch.Learning.GRADIENT;
import static io.github.googlenet4j.torch.Learning.PLAIN;
import static io.github.googlenet4j.torch.Learning.SGD;
import static io.github.googlenet4j.torch.Learning.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.loading.Batch;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.train.Device;
import io.github.googlenet4j.trainer.Initialization;
import io.github.googlenet4j.trainer.Learner.HeadResult;
import io.github.googlenet4j.trainer.LearnerOptions;
import io.github.googlenet4j.trainer.LearnerOptions.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Steps in bfloat16 beside the same steps in float32. */
class BfloatLearnerTest {
  private static final int SIDE = 96;

  static final List<Variant> variants = Variant.ALL;

  @BeforeEach
  void needsACpuThatMultipliesBfloat() {
    assumeTrue(Hardware.computesBf16(), "needs AVX-512 BF16 or AMX");
  }

  private static LearnerOptions with(Precision precision, Optimizer optimizer, Network network) {
    LearnerOptions plain = Learning.options(network.graph(), optimizer, PLAIN);
    return new LearnerOptions(
        plain.optimizer(),
        plain.groups(),
        plain.headWeights(),
        plain.clipNorm(),
        plain.average(),
        precision,
        plain.device(),
        plain.threads());
  }

  private static Network fresh(Variant variant) {
    Graph graph = GoogLeNet.graph(variant, 6, SIDE, true);
    return new Network(graph, new Initialization(variant, 1).weights(graph));
  }

  private static Batch batch(Network network) {
    return Learning.noise("bfloat", network.graph(), 0, 3, 2, 1, 5, 4, 0, 1);
  }

  private static double cosine(float[] a, float[] b) {
    double product = 0;
    double squares = 0;
    double others = 0;
    for (int i = 0; i < a.length; i++) {
      product += (double) a[i] * b[i];
      squares += (double) a[i] * a[i];
      others += (double) b[i] * b[i];
    }
    return product / Math.sqrt(squares * others);
  }

  /** What one update at rate 1 took away. */
  private static float[] moved(Weights before, Weights after, String name) {
    float[] difference = before.values(name).clone();
    for (int i = 0; i < difference.length; i++) {
      difference[i] -= after.values(name)[i];
    }
    return difference;
  }

  private static Map<Head, HeadResult> step(Precision precision, Network network) {
    try (TorchLearner learner = Learning.learner(network, with(precision, GRADIENT, network))) {
      return learner.accumulate(batch(network), 1, 0);
    }
  }

  @ParameterizedTest
  @FieldSource("variants")
  void lossesAreNearly(Variant variant) {
    Network network = fresh(variant.withDropout(0, 0));
    Map<Head, HeadResult> found = step(Precision.BF16, network);
    step(Precision.FP32, network)
        .forEach(
            (head, expected) ->
                assertThat(Objects.requireNonNull(found.get(head)).loss())
                    .describedAs("%s", head)
                    .isCloseTo(expected.loss(), within(.02 * expected.loss())));
  }

  /**
   * Without batch normalisation: with it, and few pictures, a rounding that moves one value past
   * zero moves the statistics of all, in float32 too.
   */
  @Test
  void gradientsPointTheSameWay() {
    Network network = fresh(Variant.PAPER.withDropout(0, 0));
    Weights before = network.weights();
    try (TorchLearner exact = Learning.learner(network, with(Precision.FP32, GRADIENT, network));
        TorchLearner fast = Learning.learner(network, with(Precision.BF16, GRADIENT, network))) {
      for (TorchLearner learner : List.of(exact, fast)) {
        learner.accumulate(batch(network), 1, 0);
        learner.update(1);
      }
      for (String name : before.names()) {
        float[] expected = moved(before, exact.weights(), name);
        float[] found = moved(before, fast.weights(), name);
        assertThat(cosine(found, expected))
            .describedAs(name)
            .isGreaterThan(Learning.DEVICE == Device.CUDA ? .87 : .9);
      }
    }
  }

  @Test
  void learns() {
    Network network = fresh(Variant.BATCH_NORM);
    try (TorchLearner learner = Learning.learner(network, with(Precision.BF16, SGD, network))) {
      assertThat(learner.description()).contains("bf16");
      List<Double> losses = new ArrayList<>();
      for (int step = 0; step < 12; step++) {
        HeadResult main = learner.accumulate(batch(network), 1, step).get(Head.MAIN);
        losses.add(Objects.requireNonNull(main).loss());
        learner.update(.02);
      }
      assertThat(losses.get(11)).isLessThan(.5 * losses.get(0));
    }
  }

  @Test
  void theSameSeedGivesTheSameWeights() {
    Network network = fresh(Variant.PAPER);
    List<Weights> runs = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      try (TorchLearner learner = Learning.learner(network, with(Precision.BF16, SGD, network))) {
        for (int step = 0; step < 3; step++) {
          learner.accumulate(batch(network), 1, step);
          learner.update(.01);
        }
        runs.add(learner.weights());
      }
    }
    assertSame(runs.get(1), runs.get(0));
  }
}
