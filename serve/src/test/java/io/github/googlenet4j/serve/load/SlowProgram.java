package io.github.googlenet4j.serve.load;

import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.graph.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** A program that runs when it is allowed to, and remembers its batches. */
final class SlowProgram implements Program {
  private static final int LARGEST = 4;

  final Semaphore allowed = new Semaphore(0);
  final Semaphore began = new Semaphore(0);
  final List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
  volatile boolean closed;
  private final Shape input;
  private final int classes;

  SlowProgram(int side, int classes) {
    this.input = new Shape(side, side, 3);
    this.classes = classes;
  }

  @Override
  public Shape input() {
    return input;
  }

  @Override
  public Precision precision() {
    return Precision.FP32;
  }

  @Override
  public int largestBatch() {
    return LARGEST;
  }

  /** The first class has the first value of each picture. */
  @Override
  public Outputs run(FloatBuffer pictures, int count) {
    began.release();
    allowed.acquireUninterruptibly();
    batches.add(count);
    float[] values = new float[count * classes];
    for (int i = 0; i < count; i++) {
      values[i * classes] = pictures.get(i * input.size());
    }
    return new Outputs(Map.of("main", values, "logits", values));
  }

  @Override
  public void close() {
    closed = true;
  }
}
