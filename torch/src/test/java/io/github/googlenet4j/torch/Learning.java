package io.github.googlenet4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.graph.Window;
import io.github.googlenet4j.loading.Batch;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.train.Device;
import io.github.googlenet4j.trainer.LearnerOptions;
import io.github.googlenet4j.trainer.LearnerOptions.Average;
import io.github.googlenet4j.trainer.LearnerOptions.Group;
import io.github.googlenet4j.trainer.LearnerOptions.Optimizer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What the tests of learners begin with. */
final class Learning {
  /** Where the tests compute; {@code -Dgooglenet.test.device=CUDA} takes a GPU. */
  static final Device DEVICE = Device.valueOf(System.getProperty("googlenet.test.device", "CPU"));

  static final Map<Head, Double> PAPER_HEADS = Map.of(Head.MAIN, 1.0, Head.AUX1, .3, Head.AUX2, .3);
  static final Optimizer SGD = new Optimizer.Sgd(.9, false);
  static final Optimizer GRADIENT = new Optimizer.Sgd(0, false); // at rate 1
  static final Group PLAIN = new Group(1, 0, false);

  private Learning() {}

  static LearnerOptions options(Graph graph, Optimizer optimizer, Group group) {
    return options(graph, optimizer, name -> group, 0, new Average.None());
  }

  static LearnerOptions options(
      Graph graph,
      Optimizer optimizer,
      Function<String, Group> group,
      double clipNorm,
      Average average) {
    Map<String, Group> groups = new HashMap<>();
    for (Parameter parameter : graph.parameters()) {
      if (parameter.trained()) {
        groups.put(parameter.name(), group.apply(parameter.name()));
      }
    }
    return new LearnerOptions(
        optimizer, groups, PAPER_HEADS, clipNorm, average, Precision.FP32, DEVICE, 2);
  }

  static TorchLearner learner(Network network, LearnerOptions options) {
    return new TorchLearner(network, options, Hardware.choose(options).withExactProducts());
  }

  static FloatBuffer direct(float[] values) {
    return ByteBuffer.allocateDirect(Float.BYTES * values.length)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer()
        .put(0, values);
  }

  /** One-hot targets. */
  static Batch batch(float[] pictures, int side, int classes, int... labels) {
    float[] targets = new float[labels.length * classes];
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] >= 0) {
        targets[i * classes + labels[i]] = 1;
      }
    }
    return new Batch(direct(pictures), direct(targets), labels, labels.length, side);
  }

  /** Pictures of noise that depend on the name alone. */
  static Batch noise(String name, Graph graph, int... labels) {
    int size = graph.input().size();
    float[] pictures = new float[labels.length * size];
    for (int i = 0; i < labels.length; i++) {
      float[] one = SampleWeights.picture(name + i, graph.input());
      System.arraycopy(one, 0, pictures, i * size, size);
    }
    int classes = graph.head(Head.MAIN).shape().channels();
    return batch(pictures, graph.input().height(), classes, labels);
  }

  /** The paper's operations, in small: two heads, local response normalisation, a ceiling pool. */
  static Graph small() {
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

  static Network googLeNet(Variant variant, int side) {
    return SampleWeights.of(GoogLeNet.graph(variant, 6, side, true));
  }

  static TorchLearner plain(Network network, Group group) {
    return Learning.learner(network, Learning.options(network.graph(), GRADIENT, group));
  }

  static void assertSame(Weights found, Weights expected) {
    for (String name : expected.names()) {
      assertThat(found.values(name)).describedAs(name).isEqualTo(expected.values(name));
    }
  }
}
