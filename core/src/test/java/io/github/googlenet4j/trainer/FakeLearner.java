package io.github.googlenet4j.trainer;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.loading.Batch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Learns from the mean colour of a picture alone: a softmax regression with momentum, whose weights
 * are the first three columns of the main classifier. All other weights stay as they are.
 */
final class FakeLearner implements Learner {
  private static final String CLASSIFIER = "loss3/classifier.weight";
  private static final int COLOURS = 3;

  /** What was asked of it, one line a call. */
  final List<String> calls = new ArrayList<>();

  /** Its loss from this update on; for tests of what happens then. */
  double lossFrom = Double.POSITIVE_INFINITY;

  double otherLoss = Double.NaN;

  private final Weights begun;
  private final Tensor classifier;
  private final float[] momentum;
  private final float[] gradient;
  private long updates;

  FakeLearner(Network network) {
    Tensor first = network.weights().get(CLASSIFIER);
    this.begun = network.weights();
    this.classifier = new Tensor(first.shape(), first.values().clone());
    this.momentum = new float[first.values().length];
    this.gradient = new float[first.values().length];
  }

  @Override
  public Map<Head, HeadResult> accumulate(Batch batch, double share, long seed) {
    int classes = classifier.shape().get(0);
    int width = classifier.shape().get(1);
    int pixels = batch.side() * batch.side();
    double loss = 0;
    int right = 0;
    for (int i = 0; i < batch.size(); i++) {
      double[] colour = new double[COLOURS];
      for (int p = 0; p < pixels * COLOURS; p++) {
        colour[p % COLOURS] += batch.pictures().get(i * pixels * COLOURS + p) / 255.0 / pixels;
      }
      double[] logits = new double[classes];
      double sum = 0;
      int best = 0;
      for (int c = 0; c < classes; c++) {
        for (int k = 0; k < COLOURS; k++) {
          logits[c] += classifier.values()[c * width + k] * colour[k];
        }
        sum += Math.exp(logits[c]);
        best = logits[c] > logits[best] ? c : best;
      }
      right += best == batch.labels()[i] ? 1 : 0;
      for (int c = 0; c < classes; c++) {
        double probability = Math.exp(logits[c]) / sum;
        double target = batch.targets().get(i * classes + c);
        loss -= target * Math.log(probability) / batch.size();
        for (int k = 0; k < COLOURS; k++) {
          gradient[c * width + k] +=
              (float) (share * (probability - target) * colour[k] / batch.size());
        }
      }
    }
    calls.add("accumulate %d of %d share %.2f".formatted(batch.size(), batch.side(), share));
    double told = updates >= lossFrom ? otherLoss : loss;
    return Map.of(Head.MAIN, new HeadResult(told, right, batch.size()));
  }

  @Override
  public Map<String, Double> gradientNorms() {
    double squares = 0;
    for (float value : gradient) {
      squares += value * value;
    }
    return Map.of(CLASSIFIER, Math.sqrt(squares), "conv1/7x7_s2.weight", 0.0);
  }

  @Override
  public void update(double rate) {
    for (int i = 0; i < gradient.length; i++) {
      momentum[i] = .9f * momentum[i] + gradient[i];
      classifier.values()[i] -= (float) (rate * momentum[i]);
      gradient[i] = 0;
    }
    updates++;
    calls.add("update");
  }

  @Override
  public void resize(Graph graph) {
    calls.add("resize " + graph.input().width());
  }

  @Override
  public Weights weights() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    begun.names().forEach(name -> tensors.put(name, begun.get(name)));
    tensors.put(CLASSIFIER, new Tensor(classifier.shape(), classifier.values().clone()));
    return new Weights(tensors);
  }

  @Override
  public Weights averagedWeights() {
    return weights();
  }

  @Override
  public Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put("classifier", new Tensor(classifier.shape(), classifier.values().clone()));
    state.put("momentum", new Tensor(classifier.shape(), momentum.clone()));
    state.put("updates", new Tensor(List.of(1), new float[] {updates}));
    return state;
  }

  @Override
  public void restore(Map<String, Tensor> state) {
    copy(state, "classifier", classifier.values());
    copy(state, "momentum", momentum);
    float[] count = new float[1];
    copy(state, "updates", count);
    updates = (long) count[0];
  }

  private static void copy(Map<String, Tensor> state, String name, float[] to) {
    Tensor tensor = state.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("state: expected " + name + ", found none.");
    }
    System.arraycopy(tensor.values(), 0, to, 0, to.length);
  }

  @Override
  public String description() {
    return "mean colours";
  }

  @Override
  public void close() {
    calls.add("close");
  }
}
