package io.github.googlenet4j.onednn.internal.serve;

import io.github.googlenet4j.engine.Uninterrupted;
import io.github.googlenet4j.onednn.internal.nativelib.OpenMp;
import io.github.googlenet4j.onednn.internal.primitive.CompilationInputs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A thread that answers requests, one batch at a time, until there are no more.
 *
 * <p>Its cores share out a large batch by pictures ({@link BatchParallelRunner}). Of a small one
 * they compute each picture together: by rows where cores are few ({@link RowParallelRunner}), else
 * with OpenMP's threads ({@link Solo}). A lane has never a team and OpenMP's threads: those spin
 * for a while after a run, on the cores of the team.
 *
 * <p>Where that needs none of OpenMP's threads, a caller that comes while the lane is idle does the
 * lane's part itself, which saves two context switches. Else not: OpenMP keeps a team of threads
 * for every thread that ever called it. Sixty-four callers would make sixty-four teams; a lane has
 * one, whoever calls. Nothing is allocated either way.
 */
public final class RequestWorker implements RequestQueue.RequestHandler {
  /** Pictures of callers in one run at most: all of them wait for the last. */
  public static final int MOST_TOGETHER = 16;

  /** Its carrier may change in the midst of a run, and OpenMP's settings belong to that. */
  private static final String VIRTUAL = "java.lang.VirtualThread";

  private final Thread thread;
  private final RequestQueue queue;
  private final CompilationInputs compilation;
  private final int threads;
  private final LazyRunner pictureParallel;
  private final LazyRunner rowParallel;
  private final List<InferenceRequest> together = new ArrayList<>(MOST_TOGETHER);
  private final List<InferenceRequest> alone = new ArrayList<>(Collections.nCopies(1, null));
  private final Consumer<List<InferenceRequest>> work = this::compileOrRun;
  private @Nullable OpenMpRunner openMp;

  public RequestWorker(int number, int threads, RequestQueue queue, CompilationInputs compilation) {
    this.queue = queue;
    this.compilation = compilation;
    this.threads = threads;
    String name = "onednn-worker-" + number;
    // Threads that a tied one begins would share its core.
    boolean tied = OpenMp.pinsThreads(System.getenv());
    boolean teams = !tied && RowParallelRunner.suits(threads);
    pictureParallel =
        new LazyRunner(!tied, () -> new BatchParallelRunner(name + "-core", threads, compilation));
    rowParallel =
        new LazyRunner(teams, () -> new RowParallelRunner(name + "-row", threads, compilation));
    thread = new Thread(this::loop, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void loop() {
    RequestQueue.IdleSlot slot = new RequestQueue.IdleSlot(this);
    try {
      while (queue.take(slot, together)) {
        serve(together, alone, work, queue);
        together.clear();
      }
    } finally {
      pictureParallel.close();
      rowParallel.close();
      if (openMp != null) {
        openMp.close();
      }
    }
  }

  @Override
  public boolean canBeLent(InferenceRequest request) {
    if (request.isCompilation() || Thread.currentThread().getClass().getName().equals(VIRTUAL)) {
      return false;
    }
    int pictures = request.count();
    BatchRunner runner = best(pictures).runner;
    return runner != null && runner.runsOnAnyThread(pictures);
  }

  @Override
  public void serve(InferenceRequest request) {
    int before = OpenMp.exchangeThreads(1);
    try {
      together.add(request);
      serve(together, alone, work, queue);
    } finally {
      together.clear();
      OpenMp.exchangeThreads(before);
    }
  }

  /**
   * Answers requests with what the work keeps in them, or with its failure. What is too much for
   * all may not be for each, which is then tried. Allocates nothing: memory may be what is wanting.
   *
   * @param alone a list of one, whatever is in it
   */
  static void serve(
      List<InferenceRequest> together,
      List<InferenceRequest> alone,
      Consumer<List<InferenceRequest>> work,
      RequestQueue queue) {
    int count = together.size();
    if (count == 1 || failure(together, work) != null) {
      if (count > 1) {
        queue.tooMany(count);
      }
      for (int i = 0; i < count; i++) {
        InferenceRequest request = together.get(i);
        alone.set(0, request);
        request.keep(failure(alone, work));
      }
    }
    for (int i = 0; i < count; i++) {
      together.get(i).answer();
    }
  }

  private static @Nullable Throwable failure(
      List<InferenceRequest> queue, Consumer<List<InferenceRequest>> work) {
    try {
      work.accept(queue);
      return null;
    } catch (RuntimeException | Error e) {
      return e;
    }
  }

  private void compileOrRun(List<InferenceRequest> together) {
    int pictures = 0;
    for (int i = 0; i < together.size(); i++) {
      pictures += together.get(i).count();
    }
    BatchRunner runner = runner(pictures);
    InferenceRequest first = together.get(0);
    if (first.isCompilation()) {
      first.keep(runner.kernels(pictures));
      return;
    }
    for (int i = 0; i < together.size(); i++) {
      together.get(i).keep(compilation.network().allocateOutputs(together.get(i).count()));
    }
    runner.run(together, pictures);
  }

  /** Who is the best for so many pictures, of those that could begin. */
  private BatchRunner runner(int pictures) {
    BatchRunner able = best(pictures).get();
    able = able == null ? rowParallel.get() : able;
    return able == null ? openMpRunner() : able;
  }

  private LazyRunner best(int pictures) {
    return BatchParallelRunner.suits(pictures, threads) ? pictureParallel : rowParallel;
  }

  /** With OpenMP's threads, on this one. */
  private OpenMpRunner openMpRunner() {
    OpenMpRunner made = openMp;
    if (made == null) {
      OpenMp.setThreads(threads);
      made = new OpenMpRunner(compilation);
      openMp = made;
    }
    return made;
  }

  /** Waits until the thread has ended and freed its memory, after the requests are closed. */
  public void join() {
    Uninterrupted.join(thread);
  }

  /** What is begun when it is first wanted, once; it cannot where threads are wanting, or JNA. */
  private static final class LazyRunner {
    private final Supplier<BatchRunner> start;
    private boolean possible;
    private @Nullable BatchRunner runner;

    LazyRunner(boolean possible, Supplier<BatchRunner> start) {
      this.possible = possible;
      this.start = start;
    }

    @Nullable BatchRunner get() {
      if (runner == null && possible) {
        try {
          runner = start.get();
        } catch (RuntimeException | Error e) {
          possible = false;
        }
      }
      return runner;
    }

    void close() {
      if (runner != null) {
        runner.close();
      }
    }
  }
}
