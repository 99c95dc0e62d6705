package io.github.googlenet4j.onednn;

import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.onednn.internal.nativelib.Handles;
import io.github.googlenet4j.onednn.internal.primitive.CompilationInputs;
import io.github.googlenet4j.onednn.internal.primitive.LoweredNetwork;
import io.github.googlenet4j.onednn.internal.primitive.OriginalWeights;
import io.github.googlenet4j.onednn.internal.primitive.PreparedWeights;
import io.github.googlenet4j.onednn.internal.serve.InferenceRequest;
import io.github.googlenet4j.onednn.internal.serve.RequestQueue;
import io.github.googlenet4j.onednn.internal.serve.RequestWorker;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_engine;

/** A network in oneDNN's primitives: callers' requests wait until a lane answers them. */
final class OneDnnProgram implements Program {
  private static final int FRAMES = 500; // of some 16 to 100 bytes

  private final LoweredNetwork lowered;
  private final int largestBatch;
  private final Handles handles = new Handles();
  private final List<RequestWorker> workers = new ArrayList<>();
  private final RequestQueue queue;

  OneDnnProgram(Network network, Precision precision, EngineOptions options, int threads) {
    this.lowered = LoweredNetwork.of(network, precision);
    this.largestBatch = options.largestBatch();
    this.queue =
        new RequestQueue(
            Math.min(largestBatch, RequestWorker.MOST_TOGETHER), options.concurrency());
    OriginalWeights originals = new OriginalWeights(network);
    try {
      dnnl_engine engine = handles.engine();
      PreparedWeights weights = handles.own(new PreparedWeights(engine));
      CompilationInputs compilation = new CompilationInputs(lowered, weights, originals, engine);
      for (int i = 0; i < options.concurrency(); i++) {
        workers.add(new RequestWorker(i, threads, queue, compilation));
      }
      kernels(1); // errors belong here, not into the first run; and weights are prepared
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
    originals.release();
  }

  /** oneDNN's name of the kernel that computes each node, for batches of this size. */
  Map<String, String> kernels(int count) {
    return queue.add(null, count).kernels();
  }

  @Override
  public Shape input() {
    return lowered.graph().input();
  }

  @Override
  public int largestBatch() {
    return largestBatch;
  }

  @Override
  public Outputs run(FloatBuffer pictures, int count) {
    Program.check(this, pictures, count);
    reserve(FRAMES);
    InferenceRequest request = queue.add(pictures, count);
    queue.serve(request);
    Outputs outputs = request.outputs();
    queue.release(request);
    return outputs;
  }

  /** Overflows the stack here, if there is little left: a run that ends midway loses its lane. */
  private static int reserve(int frames) {
    return frames == 0 ? 0 : 1 + reserve(frames - 1);
  }

  @Override
  public synchronized void close() {
    queue.close();
    workers.forEach(RequestWorker::join);
    handles.close();
  }
}
