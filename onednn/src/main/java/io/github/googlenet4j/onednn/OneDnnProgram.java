package io.github.googlenet4j.onednn;

import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.engine.Uninterrupted;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.bytedeco.dnnl.dnnl_engine;

/** A network in oneDNN's primitives: callers take a free lane, or wait for one. */
final class OneDnnProgram implements Program {
  private final Blueprint blueprint;
  private final int largestBatch;
  private final Handles handles = new Handles();
  private final List<Lane> lanes = new ArrayList<>();
  private final Deque<Lane> free = new ArrayDeque<>();
  private boolean closed;
  // Calls once, as a run allocates nothing.
  private final BooleanSupplier turn = this::isTurn;

  OneDnnProgram(Network network, Precision precision, EngineOptions options, int threads) {
    this.blueprint = Blueprint.of(network, precision);
    this.largestBatch = options.largestBatch();
    Sources sources = new Sources(network);
    try {
      dnnl_engine engine = handles.engine();
      PreparedWeights weights = handles.own(new PreparedWeights(engine));
      for (int i = 0; i < options.concurrency(); i++) {
        Lane lane = new Lane(i, threads, () -> new Workspace(blueprint, weights, sources, engine));
        lanes.add(lane);
        free.add(lane);
      }
      implementations(1); // errors belong here, not into the first run; and weights are prepared
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
    sources.release();
  }

  /** oneDNN's name of the kernel that computes each node, for batches of this size. */
  Map<String, String> implementations(int count) {
    Lane lane = take();
    try {
      return lane.compile(count);
    } finally {
      give(lane);
    }
  }

  @Override
  public Shape input() {
    return blueprint.graph().input();
  }

  @Override
  public int largestBatch() {
    return largestBatch;
  }

  @Override
  public Outputs run(FloatBuffer pictures, int count) {
    Program.check(this, pictures, count);
    Lane lane = take();
    try {
      return lane.run(pictures, count);
    } finally {
      give(lane);
    }
  }

  private boolean isTurn() {
    return closed || !free.isEmpty();
  }

  private synchronized Lane take() {
    Uninterrupted.await(this, turn);
    Program.requireOpen(closed);
    return free.pop();
  }

  private synchronized void give(Lane lane) {
    free.push(lane);
    notifyAll();
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      notifyAll();
      Uninterrupted.await(this, () -> free.size() == lanes.size());
    }
    lanes.forEach(Lane::close);
    handles.close();
  }
}
