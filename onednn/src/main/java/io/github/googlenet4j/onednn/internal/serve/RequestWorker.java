package io.github.googlenet4j.onednn.internal.serve;

import io.github.googlenet4j.concurrent.Uninterrupted;
import io.github.googlenet4j.onednn.internal.nativelib.OpenMp;
import io.github.googlenet4j.onednn.internal.primitive.CompilationInputs;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A thread that answers requests, one batch at a time, until the queue is closed. Which threads
 * compute a batch is decided by its {@link RunnerSelector}.
 *
 * <p>If the worker is idle, a caller's own thread may answer its request in the worker's place,
 * which saves two context switches. It may not where OpenMP's threads are used: OpenMP keeps a team
 * of threads for every thread that ever called it, so that sixty-four callers would make sixty-four
 * teams. A worker has one team, for all callers.
 *
 * <p>Neither way allocates.
 */
public final class RequestWorker implements RequestHandler {
  /** Single pictures in one batch at most: all callers wait for the last picture. */
  public static final int MOST_TOGETHER = 16;

  /**
   * A virtual thread may move to another carrier thread during a run, and OpenMP's settings belong
   * to the carrier.
   */
  private static final String VIRTUAL = "java.lang.VirtualThread";

  private final Thread thread;
  private final RequestQueue queue;
  private final CompilationInputs compilation;
  private final RunnerSelector runners;
  private final RequestBatch batch = new RequestBatch(MOST_TOGETHER);
  private final RequestBatch alone = new RequestBatch(1);
  private final Consumer<RequestBatch> work = this::compileOrRun; // made once: no garbage in a run

  /**
   * Starts the thread.
   *
   * @param number of the worker, for its name
   * @param threads that compute a batch
   */
  public RequestWorker(int number, int threads, RequestQueue queue, CompilationInputs compilation) {
    String name = "onednn-worker-" + number;
    this.queue = queue;
    this.compilation = compilation;
    this.runners = RunnerSelector.of(name, threads, compilation);
    thread = new Thread(this::loop, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void loop() {
    IdleSlot slot = new IdleSlot(this);
    try (runners) {
      while (queue.take(slot, batch)) {
        answer(batch, alone, work, queue);
        batch.clear();
      }
    }
  }

  @Override
  public boolean canBeLent(InferenceRequest request) {
    if (request.isCompilation() || Thread.currentThread().getClass().getName().equals(VIRTUAL)) {
      return false;
    }
    int pictures = request.count();
    @Nullable BatchRunner started = runners.started(pictures);
    return started != null && started.runsOnAnyThread(pictures);
  }

  @Override
  public void handle(InferenceRequest request) {
    int before = OpenMp.exchangeThreads(1);
    try {
      batch.add(request);
      answer(batch, alone, work, queue);
    } finally {
      batch.clear();
      OpenMp.exchangeThreads(before);
    }
  }

  /**
   * Works on a batch and completes its requests. If the batch fails, works on each request alone,
   * since a batch may be too large where each request is not. Allocates nothing: memory may be what
   * is missing.
   *
   * @param alone used for the requests alone
   * @param work sets the answers of a batch's requests
   */
  static void answer(
      RequestBatch batch, RequestBatch alone, Consumer<RequestBatch> work, RequestQueue queue) {
    int count = batch.size();
    if (count == 1) {
      batch.get(0).setFailure(failure(batch, work));
    } else if (failure(batch, work) != null) {
      queue.limitTogether(count);
      for (int i = 0; i < count; i++) {
        alone.clear();
        alone.add(batch.get(i));
        batch.get(i).setFailure(failure(alone, work));
      }
    }
    for (int i = 0; i < count; i++) {
      batch.get(i).complete();
    }
  }

  private static @Nullable Throwable failure(RequestBatch batch, Consumer<RequestBatch> work) {
    try {
      work.accept(batch);
      return null;
    } catch (RuntimeException | Error e) {
      return e;
    }
  }

  private void compileOrRun(RequestBatch requests) {
    int pictures = requests.pictures();
    BatchRunner runner = runners.get(pictures);
    InferenceRequest first = requests.get(0);
    if (first.isCompilation()) {
      first.setKernels(runner.kernels(pictures));
      return;
    }
    for (int i = 0; i < requests.size(); i++) {
      InferenceRequest each = requests.get(i);
      each.setOutputs(compilation.network().allocateOutputs(each.count()));
    }
    runner.run(requests);
  }

  /** Waits until the thread has ended and freed its memory, after the queue is closed. */
  public void join() {
    Uninterrupted.join(thread);
  }
}
