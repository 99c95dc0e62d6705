package io.github.googlenet4j.onnxruntime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.graph.FoldBatchNormalization;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.onnx.OnnxInput;
import io.github.googlenet4j.onnx.OnnxModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A network in a session of ONNX Runtime.
 *
 * <p>A run takes place on its caller's thread and on the session's threads, which all runs share.
 * Permits limit how many runs there are at a time. Pictures are read from the caller's buffer.
 * Apart from its result, a run allocates some small objects of the library on the heap.
 */
final class OnnxRuntimeProgram implements Program {
  private final Graph graph;
  private final Precision precision;
  private final int largestBatch;
  private final int concurrency;
  private final Semaphore permits;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final String input;
  private final Map<String, String> outputs;
  private final List<String> outputNames;
  private final OrtSession session;

  OnnxRuntimeProgram(Network network, EngineOptions options) {
    this.graph = network.graph();
    this.precision = network.quantization().isPresent() ? Precision.INT8 : Precision.FP32;
    this.largestBatch = options.largestBatch();
    this.concurrency = options.concurrency();
    this.permits = new Semaphore(concurrency, true); // fair, so that close() is not overtaken
    int threads =
        options.threads() > 0 ? options.threads() : Runtime.getRuntime().availableProcessors();
    OnnxModel model =
        OnnxModel.of(FoldBatchNormalization.apply(network), OnnxInput.FLOATS, Map.of());
    this.input = model.input();
    this.outputs = model.outputs();
    this.outputNames = List.copyOf(outputs.keySet());
    try {
      this.session = OnnxRuntimeSessions.session(bytes(model), threads);
    } catch (OrtException e) {
      throw failed(e);
    }
  }

  private static IllegalStateException failed(OrtException e) {
    return new IllegalStateException(
        "onnxruntime: expected to run the network, found: %s.".formatted(e.getMessage()), e);
  }

  /** The model in ONNX's file format, in native memory, from which the library reads it. */
  private static ByteBuffer bytes(OnnxModel model) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(model.size());
    try (WritableByteChannel channel = new Memory(bytes)) {
      model.writeTo(channel);
    } catch (IOException e) {
      throw new IllegalStateException(e); // cannot happen in memory
    }
    return bytes.flip();
  }

  /** Writes into a buffer, which is large enough. */
  private record Memory(ByteBuffer target) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer source) {
      int count = source.remaining();
      target.put(source);
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  @Override
  public Shape input() {
    return graph.input();
  }

  @Override
  public Precision precision() {
    return precision;
  }

  @Override
  public int largestBatch() {
    return largestBatch;
  }

  @Override
  public Outputs run(FloatBuffer pictures, int count) {
    Program.check(this, pictures, count);
    permits.acquireUninterruptibly();
    try {
      Program.requireOpen(closed.get());
      return answer(pictures.duplicate().position(0).limit(count * graph.input().size()), count);
    } catch (OrtException e) {
      throw failed(e);
    } finally {
      permits.release();
    }
  }

  private Outputs answer(FloatBuffer batch, int count) throws OrtException {
    Shape picture = graph.input();
    long[] shape = {count, picture.height(), picture.width(), picture.channels()};
    try (OnnxTensor tensor =
            OnnxTensor.createTensor(OnnxRuntimeSessions.environment(), batch, shape);
        OrtSession.Result result = session.run(Map.of(input, tensor))) {
      float[][] values = new float[outputNames.size()][];
      int i = 0;
      for (String name : outputs.values()) {
        values[i++] = values(result, name);
      }
      return new Outputs(outputNames, values);
    }
  }

  /** The values of an output. The library's buffer is a copy already, and its array is taken. */
  private static float[] values(OrtSession.Result result, String name) {
    OnnxTensor tensor = (OnnxTensor) result.get(name).orElseThrow();
    return tensor.getFloatBuffer().array();
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    permits.acquireUninterruptibly(concurrency); // waits for the runs to end
    try {
      session.close();
    } catch (OrtException e) {
      throw failed(e);
    } finally {
      permits.release(concurrency); // waiting callers find it closed
    }
  }
}
