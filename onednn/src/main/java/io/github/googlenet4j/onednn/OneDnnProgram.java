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
import io.github.googlenet4j.onednn.internal.serve.RequestQueue;
import io.github.googlenet4j.onednn.internal.serve.RequestWorker;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_engine;

/** A network compiled for oneDNN. Callers' batches go through a queue to request workers. */
final class OneDnnProgram implements Program {
  /** Stack frames that a run needs, with room to spare; each has 16 to 100 bytes. */
  private static final int FRAMES = 500;

  private final Precision precision;
  private final LoweredNetwork lowered;
  private final int largestBatch;
  private final Handles handles = new Handles();
  private final List<RequestWorker> workers = new ArrayList<>();
  private final RequestQueue queue;

  /**
   * @param network simplified
   * @param threads cores that one run uses
   */
  OneDnnProgram(Network network, Arithmetic arithmetic, EngineOptions options, int threads) {
    this.precision = arithmetic.precision();
    this.lowered = LoweredNetwork.of(network, precision, arithmetic.narrow());
    this.largestBatch = options.largestBatch();
    this.queue =
        new RequestQueue(
            Math.min(largestBatch, RequestWorker.MOST_TOGETHER), options.concurrency());
    OriginalWeights originals = new OriginalWeights(network);
    try {
      dnnl_engine engine = handles.engine();
      PreparedWeights weights = handles.own(new PreparedWeights(engine));
      CompilationInputs compilation =
          new CompilationInputs(
              lowered, arithmetic.leastWinogradTiles(), weights, originals, engine);
      for (int i = 0; i < options.concurrency(); i++) {
        workers.add(new RequestWorker(i, threads, queue, compilation));
      }
      kernels(1); // compiles here, so that errors show now and all weights are prepared
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
    originals.release();
  }

  /** oneDNN's names of the kernels for batches of this size, by node. */
  Map<String, String> kernels(int count) {
    return queue.submit(null, count).request().awaitKernels();
  }

  @Override
  public Shape input() {
    return lowered.graph().input();
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
    requireStack(FRAMES);
    RequestQueue.Ticket ticket = queue.submit(pictures, count);
    queue.handleIfLent(ticket);
    Outputs outputs = ticket.request().awaitOutputs();
    queue.release(ticket);
    return outputs;
  }

  /**
   * Overflows the stack if there are not so many frames left. A run that overflowed it midway would
   * leave the other threads of its runner waiting for ever.
   */
  private static int requireStack(int frames) {
    return frames == 0 ? 0 : 1 + requireStack(frames - 1);
  }

  @Override
  public synchronized void close() {
    queue.close();
    workers.forEach(RequestWorker::join);
    handles.close();
  }
}
