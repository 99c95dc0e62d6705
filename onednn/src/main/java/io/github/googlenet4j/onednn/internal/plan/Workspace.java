package io.github.googlenet4j.onednn.internal.plan;

import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.onednn.internal.primitive.CompilationInputs;
import io.github.googlenet4j.onednn.internal.primitive.IndexRange;
import io.github.googlenet4j.onednn.internal.primitive.LoweredNetwork;
import io.github.googlenet4j.onednn.internal.primitive.PictureBorder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The memory of one run at a time, and the plans that run in it.
 *
 * <p>One block holds all activations, another one the input pictures. Both grow with the largest
 * batch so far. The plans of the last batch sizes are kept. Used by one thread at a time, except
 * that all threads of a plan run it together.
 */
public final class Workspace implements AutoCloseable {
  /**
   * Plans that are kept. Single pictures that run together need five; the others are for callers'
   * batches.
   */
  static final int PLANS = 12;

  private final CompilationInputs compilation;
  private final int threads;
  private final PictureBorder border;
  private final Map<Integer, Plan> plans = new LinkedHashMap<>(16, .75f, true);
  private final GrowableMemory activations = new GrowableMemory();
  private final GrowableMemory pictures = new GrowableMemory();

  /**
   * @param threads of each plan; OpenMP's are not counted
   */
  public Workspace(CompilationInputs compilation, int threads) {
    this.compilation = compilation;
    this.threads = threads;
    this.border = compilation.network().border();
  }

  /** Whether a plan for this batch size is compiled. */
  public boolean hasPlan(int count) {
    return plans.containsKey(count);
  }

  /** The plan for a batch size; compiles it if it is not there. */
  public Plan plan(int count) {
    Plan known = plans.get(count);
    if (known != null) {
      return known;
    }
    if (plans.size() == PLANS) {
      Integer oldest = plans.keySet().iterator().next();
      plans.remove(oldest).close();
    }
    Plan plan = PlanBuilder.build(compilation, count, threads);
    plans.put(count, plan);
    try {
      bind(plan, count);
    } catch (RuntimeException | Error e) {
      forget(); // older plans may point to memory that is freed
      throw e;
    }
    return plan;
  }

  private void bind(Plan plan, int count) {
    boolean moved = activations.grow(plan.bytes());
    if (pictures.grow((long) Float.BYTES * count * border.paddedSize())) {
      border.fillBorder(pictures.floats());
      moved = true;
    }
    for (Plan each : moved ? plans.values() : List.of(plan)) {
      each.bind(activations.start(), pictures.start());
    }
  }

  private void forget() {
    plans.values().forEach(Plan::close);
    plans.clear();
    activations.close();
    pictures.close();
  }

  /**
   * Copies pictures to the memory from which plans read them.
   *
   * @param to index of the first picture in the plan's batch
   * @param source pictures without border
   * @param from index of the first picture in the source
   * @param rows which rows of each picture
   */
  public void writePictures(int to, FloatBuffer source, int from, int count, IndexRange rows) {
    border.copyRows(pictures.floats(), to, source, from, count, rows);
  }

  /**
   * Copies the outputs of some pictures, after a plan has run.
   *
   * @param from index of the first picture in the plan's batch
   * @param target arrays for each output
   * @param to index of the first picture in the target
   */
  public void readOutputs(Plan plan, int from, Outputs target, int to, int count) {
    List<LoweredNetwork.Output> outputs = compilation.network().outputs();
    for (int i = 0; i < outputs.size(); i++) { // indexed: an iterator would allocate
      LoweredNetwork.Output output = outputs.get(i);
      int each = output.size();
      int offset = (int) (plan.outputOffset(i) / Float.BYTES) + from * each;
      activations.floats().get(offset, target.of(output.name()), to * each, count * each);
    }
  }

  @Override
  public void close() {
    forget();
  }
}
