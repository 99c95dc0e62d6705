package io.github.googlenet4j.torch;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.loading.Batch;
import io.github.googlenet4j.torch.GradientStep.Entered;
import io.github.googlenet4j.torch.ParameterStore.Updated;
import io.github.googlenet4j.trainer.Learner;
import io.github.googlenet4j.trainer.LearnerOptions;
import io.github.googlenet4j.trainer.LearnerOptions.Group;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;

/**
 * A network that LibTorch trains.
 *
 * <p>Every call opens a scope that frees whatever it made; weights, moments and averages live in
 * {@link ParameterStore} until the learner is closed.
 */
@SuppressWarnings("try") // scopes and guards act by being open
final class TorchLearner implements Learner {
  private static final double CLIP_EPSILON = 1e-6;

  private final LearnerOptions options;
  private final Hardware hardware;
  private final ParameterStore store;
  private final Set<String> frozen = new HashSet<>();
  private final GradientStep step;
  private Graph graph;
  private boolean gathered;
  private boolean closed;

  TorchLearner(Network network, LearnerOptions options, Hardware hardware) {
    this.options = options;
    this.hardware = hardware;
    this.graph = network.graph();
    for (Parameter parameter : graph.parameters()) {
      if (parameter.trained() && group(parameter.name()).frozen()) {
        frozen.add(parameter.name());
      }
    }
    hardware.prepare();
    this.store = new ParameterStore(network, options, frozen, hardware);
    this.step =
        hardware.cuda()
            ? new GpuStep(graph, options, hardware, store, frozen)
            : new CpuStep(graph, options, hardware, store, frozen);
  }

  private Group group(String name) {
    Group group = options.groups().get(name);
    if (group == null) {
      throw new IllegalArgumentException(
          name + ": expected a group in the learner's options, found none.");
    }
    return group;
  }

  @Override
  public Map<Head, HeadResult> accumulate(Batch batch, double share, long seed) {
    return begin(batch, share, seed).get();
  }

  @Override
  public Supplier<Map<Head, HeadResult>> begin(Batch batch, double share, long seed) {
    requireOpen();
    requireFit(batch, graph.head(Head.MAIN).shape().channels());
    hardware.prepare();
    Supplier<Map<Head, HeadResult>> results = step.run(batch, share, seed, gathered);
    gathered = true;
    return results;
  }

  /** LibTorch reads where it is told to: what is wrong here would be a crash there. */
  private void requireFit(Batch batch, int classes) {
    Shape input = graph.input();
    require("side", input.height(), batch.side());
    require("labels", batch.size(), batch.labels().length);
    requireRoom("pictures", batch.pictures(), (long) batch.size() * input.size());
    requireRoom("targets", batch.targets(), (long) batch.size() * classes);
    for (int label : batch.labels()) {
      if (label < -1 || label >= classes) {
        throw new IllegalArgumentException(
            "labels: expected classes from -1 to %d, found %d.".formatted(classes - 1, label));
      }
    }
  }

  private static void require(String what, int expected, int found) {
    if (expected != found) {
      throw new IllegalArgumentException(
          "batch: expected %s %d, found %d.".formatted(what, expected, found));
    }
  }

  private static void requireRoom(String what, FloatBuffer values, long needed) {
    if (!values.isDirect() || values.order() != ByteOrder.nativeOrder()) {
      throw new IllegalArgumentException(
          "batch: expected %s in a direct buffer in native byte order, found another."
              .formatted(what));
    }
    if (values.limit() < needed) {
      throw new IllegalArgumentException(
          "batch: expected room for %d values of %s, found %d."
              .formatted(needed, what, values.limit()));
    }
  }

  @Override
  public Map<String, Double> gradientNorms() {
    requireOpen();
    Map<String, Double> norms = new LinkedHashMap<>();
    try (PointerScope scope = new PointerScope();
        Entered entered = step.afterPendingWork()) {
      store.gradients().forEach((name, gradient) -> norms.put(name, gradient.norm().item_double()));
    }
    return norms;
  }

  @Override
  public void update(double rate) {
    requireOpen();
    hardware.prepare();
    gathered = false;
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard();
        Entered entered = step.afterPendingWork()) {
      List<Updated> all = store.updated();
      clip(all);
      store.count++;
      for (Updated one : all) {
        Updates.apply(options, one, rate * one.group().rateFactor(), store.count);
      }
      store.forgetGradients();
      store.average();
    }
  }

  private void clip(List<Updated> all) {
    if (options.clipNorm() <= 0) {
      return;
    }
    double squares = 0;
    for (Updated one : all) {
      double norm = one.gradient().norm().item_double();
      squares += norm * norm;
    }
    double factor = options.clipNorm() / (Math.sqrt(squares) + CLIP_EPSILON);
    if (factor < 1) {
      all.forEach(one -> one.gradient().mul_(new Scalar(factor)));
    }
  }

  @Override
  public void resize(Graph other) {
    requireOpen();
    if (!other.parameters().equals(graph.parameters())) {
      throw new IllegalArgumentException(
          "graph: expected the same parameters at another side, found others.");
    }
    graph = other;
    step.resize(other);
  }

  @Override
  public Weights weights() {
    requireOpen();
    try (Entered entered = step.afterPendingWork()) {
      return store.weights();
    }
  }

  @Override
  public Weights averagedWeights() {
    requireOpen();
    try (Entered entered = step.afterPendingWork()) {
      return store.averagedWeights();
    }
  }

  @Override
  public Map<String, io.github.googlenet4j.graph.Tensor> state() {
    requireOpen();
    if (gathered) {
      throw new IllegalStateException(
          "state: expected no gathered gradients, found some. Update first.");
    }
    try (Entered entered = step.afterPendingWork()) {
      return new LearnerState(store, options).state();
    }
  }

  @Override
  public void restore(Map<String, io.github.googlenet4j.graph.Tensor> state) {
    requireOpen();
    try (Entered entered = step.afterPendingWork()) {
      new LearnerState(store, options).restore(state);
    }
    gathered = false;
  }

  @Override
  public String description() {
    return hardware.toString();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("learner: expected an open one, found it closed.");
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      step.close();
      store.close();
    }
  }
}
