package io.github.googlenet4j.torch;

import static org.bytedeco.pytorch.global.torch.log_softmax;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.loading.Batch;
import io.github.googlenet4j.trainer.Learner;
import io.github.googlenet4j.trainer.LearnerOptions;
import io.github.googlenet4j.trainer.LearnerOptions.Group;
import java.lang.ref.Reference;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A network that LibTorch trains.
 *
 * <p>Every call opens a scope that frees whatever it made; weights, moments and averages live in
 * {@link ParameterStore} until the learner is closed.
 */
@SuppressWarnings("try") // scopes and guards act by being open
final class TorchLearner implements Learner {
  private static final double CLIP_EPSILON = 1e-6;
  private static final int TOP = 5;

  private final LearnerOptions options;
  private final Hardware hardware;
  private final Constants constants;
  private final ParameterStore store;
  private final Set<String> frozen = new HashSet<>();
  private Graph graph;
  private Execution execution;
  private boolean gathered;
  private boolean closed;

  TorchLearner(Network network, LearnerOptions options, Hardware hardware) {
    this.options = options;
    this.hardware = hardware;
    this.graph = network.graph();
    this.constants = new Constants(hardware);
    for (Parameter parameter : graph.parameters()) {
      if (parameter.trained() && group(parameter.name()).frozen()) {
        frozen.add(parameter.name());
      }
    }
    this.execution = new Execution(graph, constants, frozen, true);
    Native.useThreads(hardware.threads());
    this.store = new ParameterStore(network, options, frozen, hardware);
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
    requireOpen();
    int classes = graph.head(Head.MAIN).shape().channels();
    requireFit(batch, classes);
    Native.useThreads(hardware.threads());
    try (PointerScope scope = new PointerScope()) {
      torch.manual_seed(seed);
      Tensor targets = onDevice(batch.targets(), batch.size(), classes);
      Map<Head, Tensor> logits = forward(batch);
      Map<Head, Tensor> losses = new EnumMap<>(Head.class);
      Tensor total = torch.zeros(1).to(hardware.device(), ScalarType.Float);
      for (Map.Entry<Head, Tensor> head : logits.entrySet()) {
        Tensor loss =
            log_softmax(head.getValue(), 1).mul(targets).sum().mul(new Scalar(-1.0 / batch.size()));
        losses.put(head.getKey(), loss);
        double weight = share * options.headWeights().getOrDefault(head.getKey(), 0.0);
        if (weight != 0) {
          total = total.add(loss, new Scalar(weight));
        }
      }
      if (total.requires_grad()) { // not where all is frozen
        total.backward();
      }
      gathered = true;
      Map<Head, HeadResult> results = new EnumMap<>(Head.class);
      losses.forEach(
          (head, loss) -> {
            float[] values = Native.values(Objects.requireNonNull(logits.get(head)));
            results.put(
                head,
                new HeadResult(
                    loss.item_float(),
                    hits(values, batch.labels(), batch.size(), classes, 1),
                    hits(values, batch.labels(), batch.size(), classes, TOP)));
          });
      return results;
    } finally {
      Reference.reachabilityFence(
          batch); // LibTorch reads its buffers, which the collector cannot see
    }
  }

  private Tensor onDevice(FloatBuffer values, long... shape) {
    FloatPointer data = new FloatPointer(values.duplicate().position(0));
    return torch.from_blob(data, shape).to(hardware.device(), ScalarType.Float);
  }

  /** The logits of all heads, as float32; within the caller's scope. */
  Map<Head, Tensor> forward(Batch batch) {
    int side = batch.side();
    Tensor pictures =
        onDevice(batch.pictures(), batch.size(), side, side, 3).permute(0, 3, 1, 2); // to NCHW
    Map<Head, Tensor> logits = new EnumMap<>(Head.class);
    try (Autocast autocast = new Autocast(hardware)) {
      Map<String, Tensor> outputs = execution.run(pictures, store.values());
      for (Head head : graph.heads().keySet()) {
        Tensor value = Objects.requireNonNull(outputs.get(head.toString()));
        logits.put(head, value.to(ScalarType.Float));
      }
    }
    return logits;
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

  /** Pictures whose label is among the highest logits; of equal ones the first is higher. */
  private static int hits(float[] logits, int[] labels, int size, int classes, int top) {
    int hits = 0;
    for (int i = 0; i < size; i++) {
      int label = labels[i];
      if (label < 0) {
        continue;
      }
      float own = logits[i * classes + label];
      int higher = Float.isNaN(own) ? classes : 0;
      for (int c = 0; c < classes; c++) {
        float other = logits[i * classes + c];
        higher += other > own || (other == own && c < label) ? 1 : 0;
      }
      hits += higher < top ? 1 : 0;
    }
    return hits;
  }

  @Override
  public Map<String, Double> gradientNorms() {
    requireOpen();
    Map<String, Double> norms = new LinkedHashMap<>();
    try (PointerScope scope = new PointerScope()) {
      store.gradients().forEach((name, gradient) -> norms.put(name, gradient.norm().item_double()));
    }
    return norms;
  }

  @Override
  public void update(double rate) {
    requireOpen();
    Native.useThreads(hardware.threads());
    gathered = false;
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Map<String, Tensor> gradients = store.gradients();
      clip(gradients);
      store.count++;
      for (Map.Entry<String, Tensor> entry : gradients.entrySet()) {
        String name = entry.getKey();
        Group group = group(name);
        Updates.apply(
            options,
            group,
            store.value(name),
            entry.getValue(),
            store.first(name),
            store.second(name),
            rate * group.rateFactor(),
            store.count);
      }
      store.forgetGradients();
      store.average();
    }
  }

  private void clip(Map<String, Tensor> gradients) {
    if (options.clipNorm() <= 0) {
      return;
    }
    double squares = 0;
    for (Tensor gradient : gradients.values()) {
      double norm = gradient.norm().item_double();
      squares += norm * norm;
    }
    double factor = options.clipNorm() / (Math.sqrt(squares) + CLIP_EPSILON);
    if (factor < 1) {
      gradients.values().forEach(gradient -> gradient.mul_(new Scalar(factor)));
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
    execution = new Execution(graph, constants, frozen, true);
  }

  @Override
  public Weights weights() {
    requireOpen();
    return store.weights();
  }

  @Override
  public Weights averagedWeights() {
    requireOpen();
    return store.averagedWeights();
  }

  @Override
  public Map<String, io.github.googlenet4j.graph.Tensor> state() {
    requireOpen();
    if (gathered) {
      throw new IllegalStateException(
          "state: expected no gathered gradients, found some. Update first.");
    }
    return store.state();
  }

  @Override
  public void restore(Map<String, io.github.googlenet4j.graph.Tensor> state) {
    requireOpen();
    store.restore(state);
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
      store.close();
      constants.close();
    }
  }
}
