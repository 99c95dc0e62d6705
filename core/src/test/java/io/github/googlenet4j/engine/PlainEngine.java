package io.github.googlenet4j.engine;

import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.PlainExecutor;
import io.github.googlenet4j.graph.Shape;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The plain executor as an engine, for tests of code that needs an engine. */
public final class PlainEngine implements Engine {
  @Override
  public String name() {
    return "plain";
  }

  @Override
  public Availability availability() {
    return new Availability(Set.of(Precision.FP32), "slow and obvious");
  }

  @Override
  public Program compile(Network network, EngineOptions options) {
    return new PlainProgram(network, options.largestBatch());
  }

  private static final class PlainProgram implements Program {
    private final Network network;
    private final int largestBatch;
    private volatile boolean closed;

    PlainProgram(Network network, int largestBatch) {
      this.network = network;
      this.largestBatch = largestBatch;
    }

    @Override
    public Precision precision() {
      return Precision.FP32;
    }

    @Override
    public Shape input() {
      return network.graph().input();
    }

    @Override
    public int largestBatch() {
      return largestBatch;
    }

    @Override
    public Outputs run(FloatBuffer pictures, int count) {
      Program.check(this, pictures, count);
      if (closed) {
        throw new IllegalStateException("program: expected an open one, found it closed.");
      }
      Map<String, float[]> outputs = new LinkedHashMap<>();
      network
          .graph()
          .outputs()
          .forEach(
              (output, node) ->
                  outputs.put(output, new float[count * network.graph().shape(node).size()]));
      PlainExecutor executor = new PlainExecutor(network);
      for (int i = 0; i < count; i++) {
        float[] picture = new float[input().size()];
        pictures.get(i * picture.length, picture);
        Map<String, float[]> values = executor.run(picture);
        int index = i;
        network
            .graph()
            .outputs()
            .forEach(
                (output, node) -> {
                  float[] one = PlainExecutor.get(values, node);
                  float[] all = PlainExecutor.get(outputs, output);
                  System.arraycopy(one, 0, all, index * one.length, one.length);
                });
      }
      return new Outputs(outputs);
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
