package io.github.googlenet4j.onednn.internal.plan;

import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.onednn.internal.primitive.CompilationInputs;
import io.github.googlenet4j.onednn.internal.primitive.IndexRange;
import io.github.googlenet4j.onednn.internal.primitive.LoweredNetwork;
import io.github.googlenet4j.onednn.internal.primitive.PictureBorder;
import io.github.googlenet4j.onednn.internal.serve.InferenceRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The memory in which one run at a time takes place, and the plans that run there.
 *
 * <p>One block holds all activations, another the pictures; both grow to the largest batch met.
 * Plans of the batch sizes met last are kept. Used by one thread at a time, but that all threads of
 * a plan run it at once.
 */
public final class Workspace implements AutoCloseable {
  /** Plans kept: five for callers' single pictures, and some sizes of callers' batches. */
  static final int PLANS = 12;

  private final CompilationInputs compilation;
  private final int threads;
  private final PictureBorder border;
  private final Map<Integer, Plan> plans = new LinkedHashMap<>(16, .75f, true);
  private final GrowableMemory activations = new GrowableMemory();
  private final GrowableMemory pictures = new GrowableMemory();

  /**
   * @param threads of each plan, apart from OpenMP's
   */
  public Workspace(CompilationInputs compilation, int threads) {
    this.compilation = compilation;
    this.threads = threads;
    this.border = compilation.network().border();
  }

  /** Whether it has compiled for this batch size. */
  public boolean hasPlan(int count) {
    return plans.containsKey(count);
  }

  /** Compiles for this batch size, if that is not done yet. */
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
      forget(); // older plans may point to memory that has been given back
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
   * Copies some of the pictures of these requests, which lie end to end, to where plans read them.
   *
   * @param first of the pictures
   * @param share of each one's rows
   */
  public void fill(List<InferenceRequest> together, int first, int count, IndexRange share) {
    int begin = 0; // of a request's pictures
    for (int i = 0; i < together.size(); i++) {
      InferenceRequest request = together.get(i);
      int from = Math.max(first, begin);
      int some = Math.min(first + count, begin + request.count()) - from;
      if (some > 0) {
        border.copyRows(
            pictures.floats(), from - first, request.pictures(), from - begin, some, share);
      }
      begin += request.count();
    }
  }

  /** Copies what a plan's run gave into the requests' results. */
  public void read(Plan plan, List<InferenceRequest> together, int first, int count) {
    int begin = 0;
    for (int i = 0; i < together.size(); i++) {
      InferenceRequest request = together.get(i);
      int from = Math.max(first, begin);
      int some = Math.min(first + count, begin + request.count()) - from;
      if (some > 0) {
        read(plan, from - first, request.result(), from - begin, some);
      }
      begin += request.count();
    }
  }

  /** Copies what a run gave for some pictures to their places in a result. */
  private void read(Plan plan, int first, Outputs target, int to, int count) {
    List<LoweredNetwork.Output> outputs = compilation.network().outputs();
    for (int i = 0; i < outputs.size(); i++) {
      LoweredNetwork.Output output = outputs.get(i);
      int each = output.size();
      int from = (int) (plan.outputOffset(i) / Float.BYTES) + first * each;
      activations.floats().get(from, target.of(output.name()), to * each, count * each);
    }
  }

  @Override
  public void close() {
    forget();
  }
}
