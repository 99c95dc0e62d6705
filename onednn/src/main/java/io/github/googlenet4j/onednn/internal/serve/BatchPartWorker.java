package io.github.googlenet4j.onednn.internal.serve;

import io.github.googlenet4j.onednn.internal.primitive.CompilationInputs;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A thread that runs part of the pictures of each batch, with memory of its own. */
final class BatchPartWorker implements AutoCloseable {
  private final TaskThread thread;
  private final Runnable task = this::runPart; // made once: a run allocates nothing
  private @Nullable RequestBatch batch;
  private int first;
  private int count;
  private @Nullable OpenMpRunner runner;

  /**
   * Starts the thread.
   *
   * @throws RuntimeException or an error if it cannot start; nothing is left then
   */
  BatchPartWorker(String name, CompilationInputs compilation) {
    thread = new TaskThread(name);
    thread.begin(() -> runner = new OpenMpRunner(compilation));
    try {
      TaskThread.rethrow(thread.await());
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /**
   * Begins to run some of the pictures of a batch.
   *
   * @param from the first of these pictures
   * @param pictures how many
   */
  void begin(RequestBatch of, int from, int pictures) {
    batch = of;
    first = from;
    count = pictures;
    thread.begin(task);
  }

  private void runPart() {
    Objects.requireNonNull(runner).run(Objects.requireNonNull(batch), first, count);
  }

  /** Waits until the part is done, and returns its failure. */
  @Nullable Throwable await() {
    return thread.await();
  }

  /** oneDNN's names of the kernels for this number of pictures, by node. */
  Map<String, String> kernels(int pictures) {
    AtomicReference<Map<String, String>> names = new AtomicReference<>(Map.of());
    thread.begin(() -> names.set(Objects.requireNonNull(runner).kernels(pictures)));
    TaskThread.rethrow(await());
    return names.get();
  }

  @Override
  public void close() {
    thread.close();
    if (runner != null) {
      runner.close();
    }
  }
}
