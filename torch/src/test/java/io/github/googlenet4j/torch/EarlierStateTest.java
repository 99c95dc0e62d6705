package io.github.googlenet4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.file.Safetensors;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.trainer.LearnerOptions;
import io.github.googlenet4j.trainer.LearnerOptions.Average;
import io.github.googlenet4j.trainer.LearnerOptions.Group;
import io.github.googlenet4j.trainer.LearnerOptions.Optimizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A state that an earlier version wrote is still read, its checksum of the options included. */
class EarlierStateTest {
  @TempDir private Path place = Path.of("");

  private static LearnerOptions options(Graph graph, double decay) {
    return Learning.options(
        graph,
        new Optimizer.AdamW(.9, .999, 1e-8),
        name ->
            new Group(
                name.startsWith("fc") ? 1 : .1,
                name.endsWith(".weight") ? decay : 0,
                name.startsWith("conv.")),
        1,
        new Average.Exponential(.99));
  }

  private Map<String, Tensor> stored() throws IOException {
    Path file = place.resolve("state_1.safetensors");
    try (InputStream bytes = EarlierStateTest.class.getResourceAsStream("state_1.safetensors")) {
      Files.copy(Objects.requireNonNull(bytes), file);
    }
    try (Safetensors state = Safetensors.open(file)) {
      return state.tensors();
    }
  }

  @Test
  void anEarlierStateIsRestored() throws IOException {
    Network network = SampleWeights.of(Learning.small());
    Map<String, Tensor> stored = stored();
    try (TorchLearner learner = Learning.learner(network, options(network.graph(), 2e-4))) {
      learner.restore(stored);
      Map<String, Tensor> state = learner.state();
      assertThat(state.keySet()).isEqualTo(stored.keySet());
      stored.forEach(
          (name, tensor) ->
              assertThat(Objects.requireNonNull(state.get(name)).values())
                  .as(name)
                  .isEqualTo(tensor.values()));
    }
  }

  @Test
  void otherOptionsAreStillRefused() throws IOException {
    Network network = SampleWeights.of(Learning.small());
    Map<String, Tensor> stored = stored();
    try (TorchLearner learner = Learning.learner(network, options(network.graph(), 3e-4))) {
      assertThatThrownBy(() -> learner.restore(stored))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("state: expected that of these options, found that of other");
    }
  }
}
