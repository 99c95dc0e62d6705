package io.github.googlenet4j.torch;

import static org.bytedeco.pytorch.global.torch.log_softmax;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.loading.Batch;
import io.github.googlenet4j.trainer.Learner.HeadResult;
import io.github.googlenet4j.trainer.LearnerOptions;
import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A step on the processor: LibTorch reads the batch where it lies and gathers gradients itself. */
@SuppressWarnings("try") // scopes and guards act by being open
final class CpuStep implements GradientStep {
  private static final int TOP = 5;

  private final LearnerOptions options;
  private final Hardware hardware;
  private final Constants constants;
  private final ParameterStore store;
  private final Set<String> frozen;
  private final DropoutMasks masks;
  private Graph graph;
  private Execution execution;

  CpuStep(
      Graph graph,
      LearnerOptions options,
      Hardware hardware,
      ParameterStore store,
      Set<String> frozen) {
    this.graph = graph;
    this.options = options;
    this.hardware = hardware;
    this.store = store;
    this.frozen = frozen;
    this.constants = new Constants(hardware);
    this.masks = new DropoutMasks(hardware, false);
    this.execution = new Execution(graph, constants, frozen, masks);
  }

  @Override
  public Entered afterPendingWork() {
    return () -> {}; // a call returns when its work is done
  }

  @Override
  public void resize(Graph other) {
    graph = other;
    execution = new Execution(graph, constants, frozen, masks);
  }

  @Override
  public Supplier<Map<Head, HeadResult>> run(Batch batch, double share, long seed, boolean add) {
    int classes = graph.head(Head.MAIN).shape().channels();
    try (PointerScope scope = new PointerScope()) {
      masks.begin(seed);
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
      return () -> results;
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
  private Map<Head, Tensor> forward(Batch batch) {
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
  public void close() {
    masks.close();
    constants.close();
  }
}
