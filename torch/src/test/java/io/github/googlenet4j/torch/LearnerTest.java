package io.github.googlenet4j.torch;

import static io.github.googlenet4j.torch.Learning.PLAIN;
import static io.github.googlenet4j.torch.Learning.assertSame;
import static io.github.googlenet4j.torch.Learning.googLeNet;
import static io.github.googlenet4j.torch.Learning.plain;
import static io.github.googlenet4j.torch.Learning.small;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.googlenet4j.Close;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.graph.PlainExecutor;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.loading.Batch;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.trainer.Learner.HeadResult;
import io.github.googlenet4j.trainer.LearnerOptions;
import io.github.googlenet4j.trainer.LearnerOptions.Average;
import io.github.googlenet4j.trainer.LearnerOptions.Group;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What one step computes, against slow oracles. */
class LearnerTest {
  private static double loss(Network network, Batch batch) {
    PlainExecutor executor = new PlainExecutor(network);
    int size = network.graph().input().size();
    double total = 0;
    for (int i = 0; i < batch.size(); i++) {
      float[] picture = new float[size];
      batch.pictures().get(i * size, picture);
      Map<String, float[]> values = executor.run(picture);
      for (Map.Entry<Head, String> head : network.graph().heads().entrySet()) {
        float[] logits = PlainExecutor.get(values, head.getValue());
        double sum = 0;
        for (float logit : logits) {
          sum += Math.exp(logit);
        }
        double weight = Objects.requireNonNull(Learning.PAPER_HEADS.get(head.getKey()));
        total += weight * (Math.log(sum) - logits[batch.labels()[i]]) / batch.size();
      }
    }
    return total;
  }

  /** {@code weights + factor * (other - weights)} of one tensor. */
  private static Network moved(Network from, Weights other, String name, double factor) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String each : from.weights().names()) {
      Tensor tensor = from.weights().get(each);
      float[] values = tensor.values().clone();
      if (each.equals(name)) {
        for (int i = 0; i < values.length; i++) {
          values[i] += (float) (factor * (other.values(name)[i] - values[i]));
        }
      }
      tensors.put(each, new Tensor(tensor.shape(), values));
    }
    return new Network(from.graph(), new Weights(tensors));
  }

  /** Along each tensor's gradient the plain executor's loss grows by the gradient's square. */
  @Test
  void gradientsAreThoseOfFiniteDifferences() {
    Network network = SampleWeights.of(small());
    Batch batch = Learning.noise("difference", network.graph(), 0, 3, 2, 1);
    try (TorchLearner learner = plain(network, PLAIN)) {
      Map<Head, HeadResult> results = learner.accumulate(batch, 1, 0);
      double found = 0;
      for (Map.Entry<Head, HeadResult> head : results.entrySet()) {
        double weight = Objects.requireNonNull(Learning.PAPER_HEADS.get(head.getKey()));
        found += weight * head.getValue().loss();
      }
      assertThat(found).isCloseTo(loss(network, batch), within(1e-5));
      Map<String, Double> norms = learner.gradientNorms();
      learner.update(1);
      Weights after = learner.weights();
      assertThat(norms).hasSize(9);
      norms.forEach(
          (name, norm) -> {
            double step = .01 / norm;
            double up = loss(moved(network, after, name, -step), batch);
            double down = loss(moved(network, after, name, step), batch);
            assertThat((up - down) / (2 * step))
                .describedAs(name)
                .isCloseTo(norm * norm, within(.02 * norm * norm));
          });
    }
  }

  @Test
  void gatheredPartsMakeTheWhole() {
    Network network = SampleWeights.of(small());
    Graph graph = network.graph();
    Batch whole = Learning.noise("part", graph, 0, 3, 2, 1);
    int size = graph.input().size();
    float[] expected;
    try (TorchLearner learner = plain(network, PLAIN)) {
      learner.accumulate(whole, 1, 0);
      learner.update(.1);
      expected = learner.weights().values("conv.weight");
    }
    try (TorchLearner learner = plain(network, PLAIN)) {
      for (int half = 0; half < 2; half++) {
        float[] pictures = new float[2 * size];
        whole.pictures().get(half * 2 * size, pictures);
        int[] labels = {whole.labels()[half * 2], whole.labels()[half * 2 + 1]};
        learner.accumulate(Learning.batch(pictures, 8, 4, labels), .5, 0);
      }
      learner.update(.1);
      assertThat(Close.distance(learner.weights().values("conv.weight"), expected))
          .isLessThan(1e-6);
    }
  }

  @Test
  void runningStatisticsMoveByATenthOfTheBatchs() {
    Shape shape = new Shape(5, 5, 3);
    Graph graph =
        new Graph(
            shape,
            List.of(
                new Node(
                    "bn",
                    new Operation.BatchNormalization("bn", 1e-3),
                    List.of(Graph.PICTURES),
                    shape),
                new Node(
                    "fc", new Operation.Linear("fc", 2, false), List.of("bn"), new Shape(1, 1, 2))),
            Map.of(Head.MAIN, "fc"));
    Network network = SampleWeights.of(graph);
    Batch batch = Learning.noise("statistics", graph, 0, 1, 1);
    try (TorchLearner learner = plain(network, PLAIN)) {
      learner.accumulate(batch, 1, 0);
      for (int c = 0; c < 3; c++) {
        double mean = 0;
        double square = 0;
        for (int i = 0; i < 75; i++) {
          double value = batch.pictures().get(i * 3 + c);
          mean += value / 75;
          square += value * value / 75;
        }
        double variance = (square - mean * mean) * 75 / 74;
        assertThat((double) learner.weights().values("bn.mean")[c])
            .isCloseTo(.9 * network.weights().values("bn.mean")[c] + .1 * mean, within(1e-3));
        assertThat((double) learner.weights().values("bn.variance")[c])
            .isCloseTo(.9 * network.weights().values("bn.variance")[c] + .1 * variance, within(.1));
      }
    }
  }

  /** Of one picture under each label in turn, one is right and five are among five. */
  @Test
  void hitsAreCountedByLabel() {
    Network network = googLeNet(Variant.SEED, 32);
    int[] labels = {0, 1, 2, 3, 4, 5, -1};
    Batch batch = Learning.noise("hit", network.graph(), labels);
    FloatBuffer first = batch.pictures();
    int size = network.graph().input().size();
    for (int i = size; i < 7 * size; i++) {
      first.put(i, first.get(i % size)); // seven times the same picture
    }
    try (TorchLearner learner = plain(network, PLAIN)) {
      learner
          .accumulate(batch, 1, 0)
          .forEach(
              (head, result) -> {
                assertThat(result.top1()).describedAs("%s", head).isEqualTo(1);
                assertThat(result.top5()).describedAs("%s", head).isEqualTo(5);
              });
    }
  }

  @Test
  void dropoutFollowsItsSeed() {
    Network network = googLeNet(Variant.PAPER, 32);
    Batch batch = Learning.noise("seed", network.graph(), 0, 5);
    try (TorchLearner learner = plain(network, PLAIN)) {
      Map<Head, HeadResult> first = learner.accumulate(batch, 1, 5);
      assertThat(learner.accumulate(batch, 1, 6)).isNotEqualTo(first);
      assertThat(learner.accumulate(batch, 1, 5)).isEqualTo(first);
    }
  }

  /** Nor do running statistics below move; what is above does. */
  @Test
  void frozenPartsDoNotMove() {
    Network network = googLeNet(Variant.BATCH_NORM, 32);
    Graph graph = network.graph();
    Set<String> above = Set.of("inception_5b", "loss3");
    LearnerOptions options =
        Learning.options(
            graph,
            Learning.SGD,
            name -> new Group(1, .1, above.stream().noneMatch(name::startsWith)),
            0,
            new Average.Polyak(1));
    try (TorchLearner learner = Learning.learner(network, options)) {
      learner.accumulate(Learning.noise("frozen", graph, 0, 4, 5), 1, 1);
      assertThat(learner.gradientNorms().keySet())
          .isNotEmpty()
          .allSatisfy(name -> assertThat(above).anyMatch(name::startsWith));
      learner.update(.1);
      Weights after = learner.weights();
      Weights average = learner.averagedWeights();
      for (Parameter parameter : graph.parameters()) {
        String name = parameter.name();
        float[] before = network.weights().values(name);
        if (above.stream().anyMatch(name::startsWith)) {
          assertThat(after.values(name)).describedAs(name).isNotEqualTo(before);
        } else {
          assertThat(after.values(name)).describedAs(name).isEqualTo(before);
          assertThat(average.values(name)).describedAs(name).isEqualTo(before);
        }
      }
    }
    try (TorchLearner learner = plain(network, new Group(1, 0, true))) { // all of it
      learner.accumulate(Learning.noise("frozen", graph, 0, 4, 5), 1, 1);
      learner.update(.1);
      assertSame(learner.weights(), network.weights());
    }
  }

  @Test
  void sidesMayChangeBetweenBatches() {
    Network network = googLeNet(Variant.PAPER, 64);
    Graph other = GoogLeNet.graph(Variant.PAPER, 6, 224, true); // whose heads pool another way
    try (TorchLearner learner = plain(network, PLAIN)) {
      Batch batch = Learning.noise("side", network.graph(), 0, 5);
      Map<Head, HeadResult> first = learner.accumulate(batch, 1, 5);
      learner.resize(other);
      assertThatThrownBy(() -> learner.accumulate(batch, 1, 5))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("batch: expected side 224, found 64.");
      learner.accumulate(Learning.noise("side", other, 1), 1, 5);
      learner.resize(network.graph());
      assertThat(learner.accumulate(batch, 1, 5)).isEqualTo(first);
      Graph wrong = GoogLeNet.graph(Variant.PAPER, 7, 64, true);
      assertThatThrownBy(() -> learner.resize(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("graph: expected the same parameters at another side, found others.");
    }
  }
}
