package io.github.googlenet4j.torch;

import static org.bytedeco.pytorch.global.torch.log_softmax;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.loading.Batch;
import io.github.googlenet4j.torch.internal.cuda.CapturedGraph;
import io.github.googlenet4j.torch.internal.cuda.CudaEvent;
import io.github.googlenet4j.torch.internal.cuda.CudaMemory;
import io.github.googlenet4j.torch.internal.cuda.CudaStream;
import io.github.googlenet4j.torch.internal.cuda.MaxPoolKernels;
import io.github.googlenet4j.torch.internal.cuda.PinnedMemory;
import io.github.googlenet4j.trainer.Learner.HeadResult;
import io.github.googlenet4j.trainer.LearnerOptions;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * A step on a GPU: the batch is copied beside the computation, the whole step is captured once and
 * launched with one call, results come back when they are asked for.
 *
 * <p>The first steps of a size run as LibTorch runs them, so that its caches are warm; then the
 * same work is captured ({@link CapturedGraph}). What a captured step reads lies at fixed
 * addresses: {@link StepBuffers}.
 */
@SuppressWarnings("try") // scopes and guards act by being open
final class GpuStep implements GradientStep {
  /** Steps of a size before its capture. */
  private static final int WARM = 2;

  private static final int NUMBERS = 3; // of a head: loss, hits, hits among the first five

  /** For comparing and for finding faults: {@code -Dgooglenet.cuda.graphs=false}. */
  private static final boolean CAPTURES =
      !"false".equals(System.getProperty("googlenet.cuda.graphs"));

  /** The same for max pools by kernels of our own: {@code -Dgooglenet.cuda.kernels=false}. */
  private static final boolean KERNELS =
      !"false".equals(System.getProperty("googlenet.cuda.kernels"));

  private final LearnerOptions options;
  private final Hardware hardware;
  private final ParameterStore store;
  private final Set<String> frozen;
  private final Constants constants;
  private final CudaStream stream = new CudaStream();
  private final MaxPoolKernels kernels = new MaxPoolKernels(stream);
  private final Map<Long, StepBuffers> buffersBySize = new HashMap<>();
  private Graph graph;

  GpuStep(
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
    torch.synchronizeDevice((byte) 0); // what the store has begun with lies on another stream
  }

  /** All that belongs to batches of one size: what a captured step reads and writes, and itself. */
  private final class StepBuffers implements AutoCloseable {
    final int size;
    final List<Head> heads;
    final Execution execution;
    final DropoutMasks masks;
    final Tensor pictures; // NHWC
    final Tensor targets;
    final Tensor labels;
    final Tensor share;
    final Tensor numbers; // of each head in order
    final BatchUpload pictureUpload;
    final BatchUpload targetUpload;
    final BatchUpload labelUpload;
    final Results[] results = {new Results(), new Results()};
    @Nullable CapturedGraph captured;
    int runs;

    StepBuffers(int size, int side, boolean uploads) {
      this.size = size;
      heads = List.copyOf(graph.heads().keySet());
      masks = new DropoutMasks(hardware, true);
      execution =
          new Execution(
              graph, constants, frozen, masks, KERNELS ? kernels : null, ScalarType.Float);
      int classes = classes();
      pictures = zeros(ScalarType.Float, size, side, side, 3);
      targets = zeros(ScalarType.Float, size, classes);
      labels = zeros(ScalarType.Long, size);
      share = zeros(ScalarType.Float, 1);
      numbers = zeros(ScalarType.Float, (long) heads.size() * NUMBERS);
      pictureUpload = new BatchUpload(hardware, uploads ? pictures.numel() : 1);
      targetUpload = new BatchUpload(hardware, uploads ? targets.numel() : 1);
      labelUpload = new BatchUpload(hardware, size);
    }

    /** A step's numbers, copied to where the host reads them. */
    private final class Results implements AutoCloseable {
      final PinnedMemory memory =
          new PinnedMemory((long) graph.heads().size() * NUMBERS * Float.BYTES);
      final CudaEvent done = new CudaEvent();
      long step;
      boolean closed;

      @Override
      public void close() {
        closed = true;
        done.close();
        memory.close();
      }
    }

    @Override
    public void close() {
      if (captured != null) {
        captured.close();
      }
      masks.close();
      List.of(pictureUpload, targetUpload, labelUpload).forEach(BatchUpload::close);
      List.of(results).forEach(Results::close);
      List.of(pictures, targets, labels, share, numbers).forEach(Tensor::releaseReference);
    }
  }

  private int classes() {
    return graph.head(Head.MAIN).shape().channels();
  }

  private Tensor zeros(ScalarType type, long... shape) {
    try (PointerScope scope = new PointerScope()) {
      TensorOptions options = new TensorOptions(type).device(new DeviceOptional(hardware.device()));
      return (Tensor) torch.zeros(shape, options).retainReference();
    }
  }

  @Override
  public Entered afterPendingWork() {
    return stream.use()::close;
  }

  @Override
  public void resize(Graph other) {
    if (!other.input().equals(graph.input())) { // a captured step keeps memory for all it computes
      closeBuffers();
    }
    graph = other;
  }

  private void closeBuffers() {
    stream.synchronize();
    buffersBySize.values().forEach(StepBuffers::close);
    buffersBySize.clear();
  }

  @Override
  public Supplier<Map<Head, HeadResult>> run(Batch batch, double share, long seed, boolean add) {
    try {
      return runInScope(batch, share, seed, add);
    } catch (RuntimeException e) { // what the step had made is free again
      throw CudaMemory.isExhausted(e) ? tooLarge(batch, e) : e;
    }
  }

  private Supplier<Map<Head, HeadResult>> runInScope(
      Batch batch, double share, long seed, boolean add) {
    try (PointerScope scope = new PointerScope();
        Entered entered = afterPendingWork()) {
      long key = (long) batch.size() << Integer.SIZE | batch.side();
      StepBuffers buffers = buffersBySize.get(key);
      if (buffers == null) {
        buffers = new StepBuffers(batch.size(), batch.side(), true);
        buffersBySize.put(key, buffers);
      }
      return run(buffers, batch, share, seed, add);
    }
  }

  private Supplier<Map<Head, HeadResult>> run(
      StepBuffers buffers, Batch batch, double share, long seed, boolean add) {
    buffers.pictureUpload.upload(batch.pictures(), buffers.pictures, stream);
    buffers.targetUpload.upload(batch.targets(), buffers.targets, stream);
    buffers.labelUpload.upload(FloatBuffer.wrap(floats(batch.labels())), buffers.labels, stream);
    buffers.share.fill_(new Scalar(share));
    buffers.masks.begin(seed);
    if (buffers.captured == null) {
      compute(buffers);
      if (buffers.runs + 1 >= WARM && CAPTURES) {
        capture(buffers); // by the thread that has just computed: cuDNN's handles are a thread's
      }
    } else {
      buffers.captured.launch(stream);
    }
    try (NoGradGuard guard = new NoGradGuard()) {
      store.gather(add);
    }
    StepBuffers.Results results = buffers.results[buffers.runs % buffers.results.length];
    buffers.runs++;
    long step = ++results.step;
    long bytes = buffers.numbers.numel() * Float.BYTES;
    stream.copyToHost(results.memory, buffers.numbers.data_ptr().address(), bytes);
    results.done.record(stream);
    return () -> read(buffers.heads, results, step);
  }

  private void capture(StepBuffers buffers) {
    torch.emptyCache(); // a captured step has memory of its own
    buffers.captured =
        new CapturedGraph(
            stream,
            () -> {
              try (PointerScope scope = new PointerScope()) {
                compute(buffers);
              }
            });
  }

  private static float[] floats(int[] labels) {
    float[] floats = new float[labels.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = labels[i];
    }
    return floats;
  }

  /** Results of one step; they stay until the next but one of this size. */
  private static Map<Head, HeadResult> read(
      List<Head> heads, StepBuffers.Results results, long step) {
    if (results.closed || results.step != step) {
      throw new IllegalStateException(
          "results: expected to be asked for before the next but one step, found them gone.");
    }
    results.done.synchronize();
    FloatBuffer numbers = results.memory.buffer().asFloatBuffer();
    Map<Head, HeadResult> read = new EnumMap<>(Head.class);
    for (Head head : heads) {
      read.put(head, new HeadResult(numbers.get(), (int) numbers.get(), (int) numbers.get()));
    }
    return read;
  }

  /** Forwards, backwards, gradients to their place; all of it can be captured. */
  private void compute(StepBuffers buffers) {
    Map<Head, Tensor> logits = new EnumMap<>(Head.class);
    Tensor pictures = buffers.pictures.permute(0, 3, 1, 2); // to NCHW
    try (Autocast autocast = new Autocast(hardware)) {
      Map<String, Tensor> outputs = buffers.execution.run(pictures, store.values());
      for (Head head : buffers.heads) {
        Tensor value = Objects.requireNonNull(outputs.get(head.toString()));
        logits.put(head, value.to(ScalarType.Float));
      }
    }
    Tensor total = torch.zeros_like(buffers.share);
    List<Tensor> numbers = new ArrayList<>();
    for (Head head : buffers.heads) {
      Tensor values = Objects.requireNonNull(logits.get(head));
      Tensor loss =
          log_softmax(values, 1).mul(buffers.targets).sum().mul(new Scalar(-1.0 / buffers.size));
      double weight = options.headWeights().getOrDefault(head, 0.0);
      if (weight != 0) {
        total = total.add(loss, new Scalar(weight));
      }
      numbers.add(loss.detach().reshape(1));
      numbers.addAll(DeviceHits.of(values.detach(), buffers.labels));
    }
    if (total.requires_grad()) { // not where all is frozen
      buffers.execution.backward(total.mul(buffers.share));
    }
    try (NoGradGuard guard = new NoGradGuard()) {
      buffers.numbers.copy_(torch.cat(new TensorVector(numbers.toArray(Tensor[]::new)), 0));
      store.takeGradients();
    }
  }

  /** Finds a batch that fits by trying halves. */
  private IllegalArgumentException tooLarge(Batch batch, RuntimeException cause) {
    store.forgetGradients();
    closeBuffers();
    int fits = batch.size() / 2;
    while (fits > 0 && !fits(fits, batch.side())) {
      fits /= 2;
    }
    return new IllegalArgumentException(
        "batch: expected one that fits into the GPU's memory (%s), found %d pictures of %d pixels. %s"
            .formatted(
                CudaMemory.text(),
                batch.size(),
                batch.side(),
                fits == 0 ? "Choose smaller pictures." : "A batch of " + fits + " fits."),
        cause);
  }

  private boolean fits(int size, int side) {
    try (PointerScope scope = new PointerScope();
        Entered entered = afterPendingWork()) {
      torch.emptyCache();
      return fits(new StepBuffers(size, side, false));
    } catch (RuntimeException e) {
      if (CudaMemory.isExhausted(e)) {
        return false;
      }
      throw e;
    }
  }

  private boolean fits(StepBuffers of) {
    try (StepBuffers buffers = of) {
      buffers.masks.begin(0);
      compute(buffers);
      stream.synchronize();
      return true;
    }
  }

  @Override
  public void close() {
    closeBuffers();
    kernels.close();
    constants.close();
    stream.close();
  }
}
