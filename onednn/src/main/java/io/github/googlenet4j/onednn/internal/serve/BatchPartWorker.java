package io.github.googlenet4j.onednn.internal.serve;

import io.github.googlenet4j.onednn.internal.primitive.CompilationInputs;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A thread that runs its share of the pictures of batches. */
final class BatchPartWorker implements AutoCloseable {
  private final TaskThread thread;
  private final Runnable part = this::runPart;
  private List<InferenceRequest> together = List.of();
  private int first;
  private int count;
  private @Nullable OpenMpRunner runner;

  /**
   * Begins the thread.
   *
   * @throws RuntimeException or an error if that cannot be; nothing is left then
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

  /** Begins to run some of the pictures of these requests, which lie end to end. */
  void begin(List<InferenceRequest> requests, int from, int pictures) {
    together = requests;
    first = from;
    count = pictures;
    thread.begin(part);
  }

  private void runPart() {
    Objects.requireNonNull(runner).run(together, first, count);
  }

  /** Waits until it is done, and says what went wrong. */
  @Nullable Throwable await() {
    return thread.await();
  }

  /** oneDNN's name of the kernel that computes each node, for so many pictures. */
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
