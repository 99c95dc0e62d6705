package io.github.googlenet4j.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.googlenet4j.Close;
import io.github.googlenet4j.data.Batch;
import io.github.googlenet4j.engine.Precision;
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
import io.github.googlenet4j.graph.Window;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.train.Learner.HeadResult;
import io.github.googlenet4j.train.LearnerOptions;
import io.github.googlenet4j.train.LearnerOptions.Average;
import io.github.googlenet4j.train.LearnerOptions.Device;
import io.github.googlenet4j.train.LearnerOptions.Group;
import io.github.googlenet4j.train.LearnerOptions.Optimizer;
import io.github.googlenet4j.train.TrainingEngine;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class LearnerTest {
  private static final Group PLAIN = new Group(1, 0, false);
  private static final Optimizer GRADIENT = new Optimizer.Sgd(0, false); // at rate 1

  /** The paper's operations, in small: two heads, local response normalisation, a ceiling pool. */
  private static Graph small() {
    List<Node> nodes = new ArrayList<>();
    add(nodes, "data", Variant.TORCHVISION.normalization(), Graph.PICTURES);
    add(nodes, "conv", new Operation.Convolution("conv", 8, 3, 1, 1, true), "data");
    add(nodes, "relu", new Operation.Relu(), "conv");
    add(nodes, "norm", new Operation.LocalResponseNormalization(5, .5, .75, 1), "relu");
    add(nodes, "pool", new Operation.MaxPool(new Window(3, 2, 0, true)), "norm");
    add(nodes, "one", new Operation.Convolution("one", 6, 1, 1, 0, false), "pool");
    add(nodes, "three", new Operation.Convolution("three", 5, 3, 1, 1, true), "pool");
    add(nodes, "both", new Operation.Concatenation(), "one", "three");
    add(nodes, "ave", new Operation.AveragePool(new Window(3, 2, 1, true)), "both");
    add(nodes, "fc1", new Operation.Linear("fc1", 4, false), "ave");
    add(nodes, "all", new Operation.GlobalAveragePool(), "both");
    add(nodes, "fc", new Operation.Linear("fc", 4, false), "all");
    return new Graph(new Shape(8, 8, 3), nodes, Map.of(Head.MAIN, "fc", Head.AUX1, "fc1"));
  }

  private static void add(List<Node> nodes, String name, Operation operation, String... inputs) {
    List<Shape> shapes = new ArrayList<>();
    for (String input : inputs) {
      shapes.add(
          nodes.stream()
              .filter(node -> node.name().equals(input))
              .findFirst()
              .map(Node::shape)
              .orElse(new Shape(8, 8, 3)));
    }
    nodes.add(new Node(name, operation, List.of(inputs), operation.shape(shapes)));
  }

  private static Network googLeNet(Variant variant, int side) {
    return SampleWeights.of(GoogLeNet.graph(variant, 6, side, true));
  }

  private static TorchLearner plain(Network network, Group group) {
    return Learning.learner(network, Learning.options(network.graph(), GRADIENT, group));
  }

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

  private static void assertSame(Weights found, Weights expected) {
    for (String name : expected.names()) {
      assertThat(found.values(name)).describedAs(name).isEqualTo(expected.values(name));
    }
  }

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
  void dropoutFollowsItsSeed() {
    Network network = googLeNet(Variant.PAPER, 32);
    Batch batch = Learning.noise("seed", network.graph(), 0, 5);
    try (TorchLearner learner = plain(network, PLAIN)) {
      Map<Head, HeadResult> first = learner.accumulate(batch, 1, 5);
      assertThat(learner.accumulate(batch, 1, 6)).isNotEqualTo(first);
      assertThat(learner.accumulate(batch, 1, 5)).isEqualTo(first);
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

  @Test
  void batchesThatDoNotFitAreRefused() {
    Network network = SampleWeights.of(small());
    try (TorchLearner learner = plain(network, PLAIN)) {
      Batch good = Learning.noise("bad", network.graph(), 0, 1);
      FloatBuffer few = Learning.direct(new float[3]);
      refused(
          learner,
          new Batch(few, good.targets(), good.labels(), 2, 8),
          "room for 384 values of pictures, found 3.");
      refused(
          learner,
          new Batch(good.pictures(), few, good.labels(), 2, 8),
          "room for 8 values of targets, found 3.");
      refused(
          learner,
          new Batch(good.pictures(), good.targets(), new int[1], 2, 8),
          "labels 2, found 1.");
      refused(
          learner,
          new Batch(FloatBuffer.allocate(384), good.targets(), good.labels(), 2, 8),
          "pictures in a direct buffer in native byte order, found another.");
      assertThatThrownBy(
              () ->
                  learner.accumulate(
                      new Batch(good.pictures(), good.targets(), new int[] {0, 4}, 2, 8), 1, 0))
          .hasMessage("labels: expected classes from -1 to 3, found 4.");
    }
    Network norm = googLeNet(Variant.BATCH_NORM, 32); // ends in 1x1
    try (TorchLearner learner = plain(norm, PLAIN)) {
      assertThatThrownBy(() -> learner.accumulate(Learning.noise("bad", norm.graph(), 1), 1, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching(
              "batch: expected more than one value a channel at inception_5a/.*\\.bn, found one. Use"
                  + " larger batches or pictures.");
    }
  }

  private static void refused(TorchLearner learner, Batch batch, String message) {
    assertThatThrownBy(() -> learner.accumulate(batch, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batch: expected " + message);
  }

  @Test
  void aClosedLearnerSaysSo() {
    Network network = SampleWeights.of(small());
    TorchLearner learner = plain(network, PLAIN);
    learner.close();
    learner.close();
    Batch batch = Learning.noise("closed", network.graph(), 0);
    List<Runnable> calls =
        List.of(
            () -> learner.accumulate(batch, 1, 0),
            () -> learner.update(1),
            learner::weights,
            learner::averagedWeights,
            learner::state,
            learner::gradientNorms,
            () -> learner.resize(network.graph()));
    for (Runnable call : calls) {
      assertThatThrownBy(call::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("learner: expected an open one, found it closed.");
    }
  }

  private static LearnerOptions on(Graph graph, Precision precision, Device device) {
    LearnerOptions o = Learning.options(graph, GRADIENT, PLAIN);
    return new LearnerOptions(
        o.optimizer(), o.groups(), o.headWeights(), 0, o.average(), precision, device, 1);
  }

  @Test
  void whatTheMachineLacksIsRefused() throws Exception {
    Network network = SampleWeights.of(small());
    TrainingEngine engine = new TorchTrainingEngine();
    assertThatThrownBy(
            () -> engine.learner(network, on(network.graph(), Precision.INT8, Device.CPU)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("precision: expected fp32, bf16 or auto for training, found int8.");
    if (!torch.cuda_is_available()) {
      assertThatThrownBy(
              () -> engine.learner(network, on(network.graph(), Precision.FP32, Device.CUDA)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("device: expected cuda, found ");
    }
    Path cpu = Path.of("/proc/cpuinfo");
    Assumptions.assumeTrue(
        Files.exists(cpu) && !Files.readString(cpu).matches("(?s).*\\b(avx512_bf16|amx_bf16)\\b.*"),
        "skipped: this processor may have bf16");
    assertThatThrownBy(
            () -> engine.learner(network, on(network.graph(), Precision.BF16, Device.CPU)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "precision: expected a processor with AVX-512 BF16 or AMX for bf16, found neither. Use"
                + " --precision fp32 or auto.");
    try (var learner = engine.learner(network, on(network.graph(), Precision.AUTO, Device.CPU))) {
      assertThat(learner.description()).isEqualTo("LibTorch 2.10.0 on 1 CPU core, fp32");
    }
  }

  @Test
  void serviceLoaderFindsIt() {
    assertThat(TrainingEngine.best()).isInstanceOf(TorchTrainingEngine.class);
    assertThat(TrainingEngine.best().obstacle()).isEmpty();
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
