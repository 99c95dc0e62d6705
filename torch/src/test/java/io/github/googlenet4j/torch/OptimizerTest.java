package io.github.googlenet4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.Close;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.loading.Batch;
import io.github.googlenet4j.trainer.LearnerOptions;
import io.github.googlenet4j.trainer.LearnerOptions.Average;
import io.github.googlenet4j.trainer.LearnerOptions.Group;
import io.github.googlenet4j.trainer.LearnerOptions.Optimizer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Optimisers, clipping and averages against their textbook formulas in float64, on the one network
 * whose gradient can be written down: softmax regression.
 */
class OptimizerTest {
  private static final Shape PICTURE = new Shape(4, 4, 3);
  private static final int CLASSES = 5;
  private static final int STEPS = 6;
  private static final double[] RATES = {.1, .2, .05, .1, .1, .3};
  private static final Group WEIGHT = new Group(1, .01, false);
  private static final Group BIAS = new Group(2, 0, false);

  static final List<Optimizer> optimizers =
      List.of(
          new Optimizer.Sgd(0, false),
          new Optimizer.Sgd(.9, false),
          new Optimizer.Sgd(.9, true),
          new Optimizer.AdamW(.9, .999, 1e-8));

  static final List<Average> averages =
      List.of(new Average.None(), new Average.Exponential(.4), new Average.Polyak(3));

  private static Graph graph() {
    Operation data =
        new Operation.Normalization(List.of(100f, 110f, 120f), List.of(50f, 60f, 70f), true);
    Operation fc = new Operation.Linear("fc", CLASSES, false);
    return new Graph(
        PICTURE,
        List.of(
            new Node("data", data, List.of(Graph.PICTURES), PICTURE),
            new Node("fc", fc, List.of("data"), new Shape(1, 1, CLASSES))),
        Map.of(Head.MAIN, "fc"));
  }

  /** One parameter in float64, with whatever an optimiser keeps of it. */
  private static final class Oracle {
    final double[] value;
    final double[] first;
    final double[] second;
    double[] average;
    final Group group;

    Oracle(float[] from, Group group) {
      value = new double[from.length];
      for (int i = 0; i < from.length; i++) {
        value[i] = from[i];
      }
      first = new double[from.length];
      second = new double[from.length];
      average = value.clone();
      this.group = group;
    }

    void step(Optimizer optimizer, double[] gradient, double rate, int count) {
      double own = rate * group.rateFactor();
      for (int i = 0; i < value.length; i++) {
        if (optimizer instanceof Optimizer.Sgd sgd) {
          double g = gradient[i] + group.weightDecay() * value[i];
          first[i] = sgd.momentum() * first[i] + g;
          value[i] -= own * (sgd.nesterov() ? g + sgd.momentum() * first[i] : first[i]);
        } else if (optimizer instanceof Optimizer.AdamW adam) {
          value[i] -= own * group.weightDecay() * value[i];
          first[i] = adam.beta1() * first[i] + (1 - adam.beta1()) * gradient[i];
          second[i] = adam.beta2() * second[i] + (1 - adam.beta2()) * gradient[i] * gradient[i];
          double mean = first[i] / (1 - Math.pow(adam.beta1(), (double) count));
          double square = second[i] / (1 - Math.pow(adam.beta2(), (double) count));
          value[i] -= own * mean / (Math.sqrt(square) + adam.epsilon());
        }
      }
    }

    /** Polyak's first update is the third here. */
    void average(Average kind, int count) {
      double keep = 0;
      if (kind instanceof Average.Exponential exponential) {
        keep = Math.min(exponential.decay(), (1.0 + count) / (10.0 + count));
      } else if (kind instanceof Average.Polyak && count > 3) {
        keep = (count - 3.0) / (count - 2.0);
      }
      for (int i = 0; i < value.length; i++) {
        average[i] = keep * average[i] + (1 - keep) * value[i];
      }
    }
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  /** The gradients of weight and bias, and the loss before them. */
  private static double[][] gradients(Oracle weight, Oracle bias, Batch batch) {
    int size = PICTURE.size();
    int area = PICTURE.height() * PICTURE.width();
    double[] mean = {120, 110, 100}; // blue first
    double[] deviation = {70, 60, 50};
    double[] forWeight = new double[weight.value.length];
    double[] forBias = new double[CLASSES];
    double loss = 0;
    for (int n = 0; n < batch.size(); n++) {
      double[] x = new double[size];
      for (int c = 0; c < 3; c++) {
        for (int i = 0; i < area; i++) {
          double pixel = batch.pictures().get(n * size + i * 3 + 2 - c);
          x[c * area + i] = (pixel - mean[c]) / deviation[c];
        }
      }
      double[] p = new double[CLASSES];
      for (int k = 0; k < CLASSES; k++) {
        p[k] = bias.value[k];
        for (int i = 0; i < size; i++) {
          p[k] += weight.value[k * size + i] * x[i];
        }
      }
      double log = Math.log(Arrays.stream(p).map(Math::exp).sum());
      double targets = 0;
      for (int k = 0; k < CLASSES; k++) {
        targets += batch.targets().get(n * CLASSES + k);
      }
      for (int k = 0; k < CLASSES; k++) {
        double target = batch.targets().get(n * CLASSES + k);
        loss -= target * (p[k] - log) / batch.size();
        double slope = (targets * Math.exp(p[k] - log) - target) / batch.size();
        forBias[k] += slope;
        for (int i = 0; i < size; i++) {
          forWeight[k * size + i] += slope * x[i];
        }
      }
    }
    return new double[][] {forWeight, forBias, {loss}};
  }

  /** Targets that are softened, weighted, and absent. */
  private static Batch batch() {
    Batch batch = Learning.noise("regression", graph(), 1, 4, -1);
    float[] targets = {.1f, .6f, .1f, .1f, .1f, 0, 0, .5f, 0, 2, 0, 0, 0, 0, 0};
    batch.targets().put(0, targets);
    return batch;
  }

  private static void check(Optimizer optimizer, double clip, Average average) {
    Network network = SampleWeights.of(graph());
    Function<String, Group> groups = name -> name.endsWith(".bias") ? BIAS : WEIGHT;
    LearnerOptions options = Learning.options(graph(), optimizer, groups, clip, average);
    Oracle weight = new Oracle(network.weights().values("fc.weight"), WEIGHT);
    Oracle bias = new Oracle(network.weights().values("fc.bias"), BIAS);
    Batch batch = batch();
    try (TorchLearner learner = Learning.learner(network, options)) {
      for (int count = 1; count <= STEPS; count++) {
        double[][] gradients = gradients(weight, bias, batch);
        double loss = learner.accumulate(batch, 1, count).values().iterator().next().loss();
        assertThat(loss).isCloseTo(gradients[2][0], org.assertj.core.api.Assertions.within(1e-4));
        if (clip > 0) {
          double squares = 0;
          for (int k = 0; k < 2; k++) {
            squares += Arrays.stream(gradients[k]).map(g -> g * g).sum();
          }
          double factor = Math.min(1, clip / Math.sqrt(squares));
          for (int k = 0; k < 2; k++) {
            gradients[k] = Arrays.stream(gradients[k]).map(g -> g * factor).toArray();
          }
        }
        learner.update(RATES[count - 1] / 10);
        weight.step(optimizer, gradients[0], RATES[count - 1] / 10, count);
        bias.step(optimizer, gradients[1], RATES[count - 1] / 10, count);
        weight.average(average, count);
        bias.average(average, count);
      }
      assertClose(learner.weights(), weight.value, bias.value);
      assertClose(learner.averagedWeights(), weight.average, bias.average);
    }
  }

  private static void assertClose(Weights found, double[] weight, double[] bias) {
    assertThat(Close.distance(found.values("fc.weight"), floats(weight))).isLessThan(2e-5);
    assertThat(Close.distance(found.values("fc.bias"), floats(bias))).isLessThan(2e-5);
  }

  @ParameterizedTest
  @FieldSource("optimizers")
  void weightsMoveAsTheFormulaSays(Optimizer optimizer) {
    check(optimizer, 0, new Average.None());
  }

  @ParameterizedTest
  @FieldSource("averages")
  void averagesAreThoseOfTheFormula(Average average) {
    check(new Optimizer.Sgd(.9, false), 0, average);
  }

  /** The first clips every step, the second none. */
  @Test
  void allGradientsTogetherAreClipped() {
    check(new Optimizer.Sgd(.9, false), .1, new Average.None());
    check(new Optimizer.Sgd(.9, false), 1e6, new Average.None());
  }
}
