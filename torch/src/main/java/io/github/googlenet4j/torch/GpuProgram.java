package io.github.googlenet4j.torch;

import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.graph.FoldBatchNormalization;
import io.github.googlenet4j.graph.FuseRelu;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.torch.internal.cuda.CapturedGraph;
import io.github.googlenet4j.torch.internal.cuda.CudaEvent;
import io.github.googlenet4j.torch.internal.cuda.CudaMemory;
import io.github.googlenet4j.torch.internal.cuda.CudaStream;
import io.github.googlenet4j.torch.internal.cuda.MaxPoolKernels;
import io.github.googlenet4j.torch.internal.cuda.PinnedMemory;
import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * Answers on a GPU, one run at a time: batch normalisation and ReLU inside cuDNN's convolutions,
 * max pools by kernels of our own, all of a run launched with one call once its batch size has been
 * seen twice.
 */
@SuppressWarnings("try") // scopes and guards act by being open
final class GpuProgram implements Program {
  private static final int WARM = 2;

  /** Batch sizes whose runs are captured; others are launched operation by operation. */
  private static final int MOST_CAPTURED = 8;

  private static final int CONVOLUTION_RANK = 4;

  private final Graph graph;
  private final int largestBatch;
  private final Hardware hardware;
  private final Constants constants;
  private final CudaStream stream = new CudaStream();
  private final MaxPoolKernels kernels = new MaxPoolKernels(stream);
  private final BatchUpload upload;
  private final Execution execution;
  private final Tensor pictures; // of the largest batch; smaller ones use its beginning
  private final Map<String, Tensor> parameters = new LinkedHashMap<>();
  private final Map<Integer, RunBuffers> buffersByCount = new HashMap<>();
  private final ReentrantLock lock = new ReentrantLock(true); // in order: closing gets its turn
  private boolean closed;

  GpuProgram(Network network, EngineOptions options, Hardware hardware) {
    Network folded = FuseRelu.apply(FoldBatchNormalization.apply(network));
    graph = folded.graph();
    largestBatch = options.largestBatch();
    this.hardware = hardware;
    hardware.prepare();
    constants = new Constants(hardware);
    upload = new BatchUpload(hardware, (long) largestBatch * graph.input().size());
    ScalarType type =
        hardware.precision() == Precision.BF16 ? ScalarType.BFloat16 : ScalarType.Float;
    try (PointerScope scope = new PointerScope();
        CudaStream.Use use = stream.use()) {
      for (Parameter parameter : graph.parameters()) {
        Tensor value =
            Native.tensor(folded.weights().get(parameter.name())).to(hardware.device(), type);
        if (parameter.shape().size() == CONVOLUTION_RANK) {
          value = value.contiguous(MemoryFormat.ChannelsLast);
        }
        parameters.put(parameter.name(), (Tensor) value.retainReference());
      }
      Shape picture = graph.input();
      pictures =
          (Tensor)
              torch
                  .zeros(
                      new long[] {
                        largestBatch, picture.height(), picture.width(), picture.channels()
                      },
                      new TensorOptions(ScalarType.Float)
                          .device(new DeviceOptional(hardware.device())))
                  .retainReference();
    }
    execution = new Execution(graph, constants, Set.of(), null, kernels, type);
  }

  /** What runs of one size read and write at fixed addresses. */
  private final class RunBuffers implements AutoCloseable {
    final Tensor own; // pictures of this many
    final Map<String, Tensor> results = new LinkedHashMap<>();
    final Map<String, PinnedMemory> host = new LinkedHashMap<>();
    final CudaEvent done = new CudaEvent();
    @Nullable CapturedGraph captured;
    int runs;

    RunBuffers(int count) {
      own = kept(pictures.narrow(0, 0, count));
    }

    private static Tensor kept(Tensor tensor) {
      return (Tensor) tensor.retainReference();
    }

    /** Runs the graph and copies its results to where they stay. */
    void compute() {
      try (PointerScope scope = new PointerScope()) {
        execution
            .run(own.permute(0, 3, 1, 2), parameters)
            .forEach(
                (output, value) -> {
                  Tensor floats = inOrder(value).to(ScalarType.Float).contiguous();
                  Tensor place = results.get(output);
                  if (place == null) {
                    results.put(output, kept(floats.clone()));
                    host.put(output, new PinnedMemory(floats.numel() * Float.BYTES));
                  } else {
                    place.copy_(floats);
                  }
                });
      }
    }

    @Override
    public void close() {
      if (captured != null) {
        captured.close();
      }
      results.values().forEach(Tensor::releaseReference);
      host.values().forEach(PinnedMemory::close);
      own.releaseReference();
      done.close();
    }
  }

  /** Maps in NHWC. */
  private static Tensor inOrder(Tensor value) {
    return value.dim() == CONVOLUTION_RANK ? value.permute(0, 2, 3, 1) : value;
  }

  @Override
  public Shape input() {
    return graph.input();
  }

  @Override
  public Precision precision() {
    return hardware.precision();
  }

  @Override
  public int largestBatch() {
    return largestBatch;
  }

  @Override
  public Outputs run(FloatBuffer pictures, int count) {
    Program.check(this, pictures, count);
    lock.lock();
    try (PointerScope scope = new PointerScope();
        NoGradGuard guard = new NoGradGuard()) {
      Program.requireOpen(closed);
      hardware.prepare();
      try (CudaStream.Use use = stream.use()) {
        return run(buffersByCount.computeIfAbsent(count, RunBuffers::new), pictures);
      }
    } catch (RuntimeException e) {
      if (CudaMemory.isExhausted(e)) {
        throw new IllegalArgumentException(
            "batch: expected one that fits into the GPU's memory (%s), found %d pictures. Use fewer."
                .formatted(CudaMemory.text(), count),
            e);
      }
      throw e;
    } finally {
      lock.unlock();
      Reference.reachabilityFence(pictures);
    }
  }

  private Outputs run(RunBuffers buffers, FloatBuffer given) {
    upload.upload(given, buffers.own, stream);
    if (buffers.captured == null) {
      buffers.compute();
      buffers.runs++;
      if (buffers.runs == WARM && captured() < MOST_CAPTURED) {
        capture(buffers); // by the thread that has just computed: cuDNN's handles are a thread's
      }
    } else {
      buffers.captured.launch(stream);
    }
    buffers.results.forEach(
        (output, result) ->
            stream.copyToHost(
                Objects.requireNonNull(buffers.host.get(output)),
                result.data_ptr().address(),
                result.numel() * Float.BYTES));
    buffers.done.record(stream);
    buffers.done.synchronize();
    Map<String, float[]> outputs = new LinkedHashMap<>();
    buffers.host.forEach(
        (output, memory) -> {
          FloatBuffer read = memory.buffer().asFloatBuffer();
          float[] values = new float[read.remaining()];
          read.get(values);
          outputs.put(output, values);
        });
    return new Outputs(outputs);
  }

  /** Once: without memory for it, runs of this size go on being launched one by one. */
  private void capture(RunBuffers buffers) {
    try {
      buffers.captured = new CapturedGraph(stream, buffers::compute);
    } catch (RuntimeException e) {
      if (!CudaMemory.isExhausted(e)) {
        throw e;
      }
    }
  }

  private long captured() {
    return buffersByCount.values().stream().filter(buffers -> buffers.captured != null).count();
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        stream.synchronize();
        buffersByCount.values().forEach(RunBuffers::close);
        parameters.values().forEach(Tensor::releaseReference);
        pictures.releaseReference();
        upload.close();
        kernels.close();
        constants.close();
        stream.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
