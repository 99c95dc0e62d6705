package io.github.googlenet4j.torch;

import static io.github.googlenet4j.torch.Learning.PLAIN;
import static io.github.googlenet4j.torch.Learning.assertSame;
import static io.github.googlenet4j.torch.Learning.googLeNet;
import static io.github.googlenet4j.torch.Learning.plain;
import static io.github.googlenet4j.torch.Learning.small;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.Close;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.loading.Batch;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.trainer.LearnerOptions;
import io.github.googlenet4j.trainer.LearnerOptions.Average;
import io.github.googlenet4j.trainer.LearnerOptions.Group;
import io.github.googlenet4j.trainer.LearnerOptions.Optimizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What a learner keeps between steps, in tensors and in memory. */
class LearnerStateTest {
  @Test
  void aRestoredLearnerGoesOnBitForBit() {
    Network network = googLeNet(Variant.BATCH_NORM, 48); // has dropout and running statistics
    Graph graph = network.graph();
    Batch batch = Learning.noise("resume", graph, 0, 5, 2, 3);
    LearnerOptions options = full(graph, new Average.Exponential(.9));
    Map<String, Tensor> state;
    try (TorchLearner other = Learning.learner(network, options)) {
      steps(other, batch, 0, 2);
      state = other.state();
    }
    try (TorchLearner whole = Learning.learner(network, options);
        TorchLearner resumed = Learning.learner(network, options)) {
      steps(whole, batch, 0, 4);
      steps(resumed, batch, 90, 91); // whatever it was before
      resumed.restore(state);
      assertThat(resumed.state().keySet()).isEqualTo(state.keySet());
      steps(resumed, batch, 2, 4);
      assertSame(resumed.weights(), whole.weights());
      assertSame(resumed.averagedWeights(), whole.averagedWeights());
      assertThat(
              Close.distance(
                  whole.averagedWeights().values("conv1/7x7_s2.weight"),
                  whole.weights().values("conv1/7x7_s2.weight")))
          .isPositive();
    }
  }

  @Test
  void aStateOfAnotherNetworkOrOtherOptionsIsRefused() {
    Network network = SampleWeights.of(small());
    Graph graph = network.graph();
    LearnerOptions options = Learning.options(graph, Learning.SGD, PLAIN);
    try (TorchLearner learner = Learning.learner(network, options)) {
      Map<String, Tensor> state = learner.state();
      LearnerOptions decayed = Learning.options(graph, Learning.SGD, new Group(1, .1, false));
      try (TorchLearner other = Learning.learner(network, decayed)) {
        assertThatThrownBy(() -> other.restore(state))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "state: expected that of these options, found that of other rates, decays, weights"
                    + " of heads, clipping, optimizer or average. Go on with the recipe it was"
                    + " begun with, or begin a new run.");
      }
      Network another = googLeNet(Variant.SEED, 32);
      try (TorchLearner other = plain(another, PLAIN)) {
        assertThatThrownBy(() -> other.restore(state))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "state: expected that of this network and these options, found another"
                    + " (weights:conv1/7x7_s2.weight: expected shape [64, 3, 7, 7], found none, and"
                    + " more). Begin a new run.");
      }
      learner.accumulate(Learning.noise("state", graph, 1), 1, 0);
      assertThatThrownBy(learner::state)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("state: expected no gathered gradients, found some. Update first.");
    }
  }

  private static LearnerOptions full(Graph graph, Average average) {
    return Learning.options(
        graph, new Optimizer.AdamW(.9, .99, 1e-8), n -> new Group(1, .01, false), 1, average);
  }

  private static void steps(TorchLearner learner, Batch batch, int from, int to) {
    for (int i = from; i < to; i++) {
      learner.accumulate(batch, 1, 77L + i);
      learner.update(.001);
    }
  }

  @Test
  void memoryStaysAsItIs() throws Exception {
    Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/statm")), "skipped: needs Linux");
    Network network = googLeNet(Variant.BATCH_NORM, 32);
    Batch batch = Learning.noise("memory", network.graph(), 0, 3);
    LearnerOptions options = full(network.graph(), new Average.Exponential(.9));
    try (TorchLearner learner = Learning.learner(network, options)) {
      steps(learner, batch, 0, 20);
      long before = residentBytes();
      steps(learner, batch, 20, 60);
      // A step's tensors take some 60 MB; were one step's kept, it would show.
      assertThat(residentBytes() - before).isLessThan(30_000_000);
    }
  }

  private static long residentBytes() throws Exception {
    System.gc();
    String pages = Files.readString(Path.of("/proc/self/statm")).split(" ", -1)[1];
    return Long.parseLong(pages) * 4096;
  }
}
