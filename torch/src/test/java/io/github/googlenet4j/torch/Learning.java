package io.github.googlenet4j.torch;

import io.github.googlenet4j.data.Batch;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.train.LearnerOptions;
import io.github.googlenet4j.train.LearnerOptions.Average;
import io.github.googlenet4j.train.LearnerOptions.Device;
import io.github.googlenet4j.train.LearnerOptions.Group;
import io.github.googlenet4j.train.LearnerOptions.Optimizer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** What the tests of learners begin with. */
final class Learning {
  static final Map<Head, Double> PAPER_HEADS = Map.of(Head.MAIN, 1.0, Head.AUX1, .3, Head.AUX2, .3);
  static final Optimizer SGD = new Optimizer.Sgd(.9, false);

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
        optimizer, groups, PAPER_HEADS, clipNorm, average, Precision.FP32, Device.CPU, 2);
  }

  static TorchLearner learner(Network network, LearnerOptions options) {
    return (TorchLearner) new TorchTrainingEngine().learner(network, options);
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
}
