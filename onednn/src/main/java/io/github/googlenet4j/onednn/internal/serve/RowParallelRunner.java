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
 * Divides each picture by rows: the calling thread and one thread for each further core compute
 * some rows of every activation, and some outputs of the classifier.
 *
 * <p>Each core mostly reads what it has written itself, and the threads wait for each other some
 * twenty times a picture. Where oneDNN divides its primitives itself, threads wait at every
 * primitive and read what other cores have written (docs/decisions.md).
 */
final class RowParallelRunner implements BatchRunner {
  /** With more cores each would have too few rows: the last activations have seven. */
  private static final int MOST_CORES = 4;

  private final Workspace workspace;
  private final Handles handles = new Handles();
  private final dnnl_stream stream;
  private final SpinBarrier barrier;
  private final List<TaskThread> threads = new ArrayList<>(); // all but the calling one
  private final List<Runnable> tasks = new ArrayList<>(); // of these threads
  private final List<IndexRange> rows = new ArrayList<>(); // of a picture, by thread
  private @Nullable Plan plan;
  private @Nullable RequestBatch batch;
  private int picture;

  /**
   * Starts its threads. The calling thread may call {@link #run}.
   *
   * @param name of its threads, before their number
   * @param cores how many threads, the calling one included
   * @throws RuntimeException or an error if they cannot start; nothing is left then
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
        tasks.add(() -> runShare(number, own));
        threads.add(new TaskThread(name + "-" + i));
      }
      OpenMp.setThreads(1);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Whether it can be used for so many cores. */
  static boolean suits(int cores) {
    return cores > 1 && cores <= MOST_CORES;
  }

  /** One picture after the other. */
  @Override
  public void run(RequestBatch requests) {
    int pictures = requests.pictures();
    Plan current = workspace.plan(planSize(pictures));
    plan = current;
    batch = requests;
    for (int i = 0; i < pictures; i++) {
      picture = i;
      runPicture();
      requests.readOutputs(workspace, current, i, 1);
    }
  }

  /**
   * The batch size for which a picture's plan is compiled: a plan may use other primitives for one
   * picture alone than for one of several.
   */
  private static int planSize(int pictures) {
    return Math.min(pictures, 2);
  }

  private void runPicture() {
    try {
      for (int i = 0; i < threads.size(); i++) {
        threads.get(i).begin(tasks.get(i));
      }
    } catch (RuntimeException | Error e) {
      barrier.fail(e); // threads that have begun must not wait for the others
    }
    runShare(0, stream);
    // After the last barrier all is computed. Threads need to be awaited only after a failure.
    if (barrier.hasFailed()) {
      for (int i = 0; i < threads.size(); i++) {
        threads.get(i).await();
      }
      TaskThread.rethrow(barrier.reset());
    }
  }

  private void runShare(int number, dnnl_stream own) {
    try {
      Objects.requireNonNull(batch).writePictures(workspace, picture, 1, rows.get(number));
      Objects.requireNonNull(plan).run(number, own, barrier);
    } catch (RuntimeException | Error e) {
      barrier.fail(e);
    }
  }

  /** Only with a plan: compiling one needs more stack than a caller's thread may have. */
  @Override
  public boolean runsOnAnyThread(int pictures) {
    return workspace.hasPlan(planSize(pictures));
  }

  @Override
  public Map<String, String> kernels(int pictures) {
    return workspace.plan(planSize(pictures)).kernels();
  }

  @Override
  public void close() {
    threads.forEach(TaskThread::close);
    workspace.close();
    handles.close();
  }
}
