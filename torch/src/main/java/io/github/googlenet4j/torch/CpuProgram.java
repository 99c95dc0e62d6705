package io.github.googlenet4j.torch;

import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.train.Device;
import io.github.googlenet4j.trainer.LearnerOptions;
import io.github.googlenet4j.trainer.LearnerOptions.Average;
import io.github.googlenet4j.trainer.LearnerOptions.Optimizer;
import java.lang.ref.Reference;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The learner's execution of a graph with nothing to learn: no gradients, running statistics. */
@SuppressWarnings("try") // scopes and guards act by being open
final class CpuProgram implements Program {
  private static final int MAP_RANK = 4;

  private final Graph graph;
  private final int largestBatch;
  private final Hardware hardware;
  private final Constants constants;
  private final ParameterStore store;
  private final Execution execution;
  private final ReentrantLock lock = new ReentrantLock(true); // in order: closing gets its turn
  private boolean closed;

  CpuProgram(Network network, EngineOptions engine, Hardware hardware) {
    this.hardware = hardware;
    graph = network.graph();
    largestBatch = engine.largestBatch();
    LearnerOptions options =
        new LearnerOptions(
            new Optimizer.Sgd(0, false),
            Map.of(),
            Map.of(),
            0,
            new Average.None(),
            Precision.FP32,
            Device.CPU,
            hardware.threads());
    constants = new Constants(hardware);
    Set<String> all =
        graph.parameters().stream().map(Parameter::name).collect(Collectors.toUnmodifiableSet());
    store = new ParameterStore(network, options, all, hardware);
    execution = new Execution(graph, constants, all, null);
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
      Native.useThreads(hardware.threads());
      Shape picture = graph.input();
      FloatPointer data = new FloatPointer(pictures.duplicate().position(0));
      Tensor batch =
          torch
              .from_blob(
                  data, new long[] {count, picture.height(), picture.width(), picture.channels()})
              .permute(0, 3, 1, 2); // to NCHW
      Map<String, float[]> outputs = new LinkedHashMap<>();
      execution
          .run(batch, store.values())
          .forEach((name, value) -> outputs.put(name, Native.values(likeTheGraph(value))));
      return new Outputs(outputs);
    } finally {
      lock.unlock();
      Reference.reachabilityFence(pictures); // the collector does not see that LibTorch reads them
    }
  }

  /** Maps in NHWC. */
  private static Tensor likeTheGraph(Tensor value) {
    return value.dim() == MAP_RANK ? value.permute(0, 2, 3, 1) : value;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        store.close();
        constants.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
