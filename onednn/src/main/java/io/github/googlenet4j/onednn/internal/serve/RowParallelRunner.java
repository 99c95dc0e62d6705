package io.github.googlenet4j.onednn.internal.serve;

import io.github.googlenet4j.onednn.internal.nativelib.Handles;
import io.github.googlenet4j.onednn.internal.nativelib.OpenMp;
import io.github.googlenet4j.onednn.internal.plan.Plan;
import io.github.googlenet4j.onednn.internal.plan.SpinBarrier;
import io.github.googlenet4j.onednn.internal.plan.Workspace;
import io.github.googlenet4j.onednn.internal.primitive.CompilationInputs;
import io.github.googlenet4j.onednn.internal.primitive.IndexRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.dnnl.dnnl_stream;
import org.jspecify.annotations.Nullable;

/**
 * The thread that calls and others, one for each core, that compute one picture together: each some
 * rows of every map, and some outputs of the classifier.
 *
 * <p>So each core mostly reads what it has written itself, and cores wait for each other some
 * twenty times a picture; where oneDNN shares out its operations by itself, they do so at every
 * operation, and read what the other one has written (docs/decisions.md).
 */
final class RowParallelRunner implements BatchRunner {
  /** With more, they would have too few rows each: the last maps have seven. */
  private static final int MOST_CORES = 4;

  private final Workspace workspace;
  private final Handles handles = new Handles();
  private final dnnl_stream stream;
  private final SpinBarrier barrier;
  private final List<TaskThread> threads = new ArrayList<>();
  private final List<Runnable> tasks = new ArrayList<>(); // of each hand
  private final List<IndexRange> rows = new ArrayList<>(); // of a picture, each thread's
  private @Nullable Plan plan;
  private List<InferenceRequest> requests = List.of();
  private int picture;

  /**
   * Begins its threads, and is to be used by this one.
   *
   * @param name of its threads
   * @param cores of the lane
   * @throws RuntimeException or an error if that cannot be; nothing is left then
   */
  RowParallelRunner(String name, int cores, CompilationInputs compilation) {
    this.workspace = new Workspace(compilation, cores);
    this.barrier = new SpinBarrier(cores);
    IndexRange all = IndexRange.all(compilation.network().graph().input().height());
    for (int i = 0; i < cores; i++) {
      rows.add(all.part(i, cores));
    }
    try {
      stream = handles.stream(compilation.engine());
      for (int i = 1; i < cores; i++) {
        dnnl_stream own = handles.stream(compilation.engine());
        int number = i;
        tasks.add(() -> run(number, own));
        threads.add(new TaskThread(name + "-" + i));
      }
      OpenMp.setThreads(1);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Whether so many cores can be a team. */
  static boolean suits(int cores) {
    return cores > 1 && cores <= MOST_CORES;
  }

  /** One picture after the other. */
  @Override
  public void run(List<InferenceRequest> together, int pictures) {
    Plan one = workspace.plan(kind(pictures));
    plan = one;
    requests = together;
    for (int i = 0; i < pictures; i++) {
      picture = i;
      runOne();
      workspace.read(one, together, i, 1);
    }
  }

  /** For each picture of a batch: a single one may want another than one of several. */
  private static int kind(int pictures) {
    return Math.min(pictures, 2);
  }

  private void runOne() {
    try {
      for (int i = 0; i < threads.size(); i++) {
        threads.get(i).begin(tasks.get(i));
      }
    } catch (RuntimeException | Error e) {
      barrier.fail(e); // those that have begun are not to wait for the others
    }
    run(0, stream);
    // All is computed, whether they are asleep again or not; unless something went wrong.
    if (barrier.hasFailed()) {
      for (int i = 0; i < threads.size(); i++) {
        threads.get(i).await();
      }
      TaskThread.rethrow(barrier.reset());
    }
  }

  private void run(int number, dnnl_stream own) {
    try {
      workspace.fill(requests, picture, 1, rows.get(number));
      Objects.requireNonNull(plan).run(number, own, barrier);
    } catch (RuntimeException | Error e) {
      barrier.fail(e);
    }
  }

  /** Compiling takes more of a stack than any thread may have. */
  @Override
  public boolean runsOnAnyThread(int pictures) {
    return workspace.hasPlan(kind(pictures));
  }

  @Override
  public Map<String, String> kernels(int pictures) {
    return workspace.plan(kind(pictures)).kernels();
  }

  @Override
  public void close() {
    threads.forEach(TaskThread::close);
    workspace.close();
    handles.close();
  }
}
