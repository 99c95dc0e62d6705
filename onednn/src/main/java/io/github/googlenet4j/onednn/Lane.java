package io.github.googlenet4j.onednn;

import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.engine.Uninterrupted;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A thread that runs one batch at a time for whoever holds the lane.
 *
 * <p>Why not run on the caller's thread: OpenMP keeps a team of threads for every thread that ever
 * called it. Sixty-four callers would make sixty-four teams; a lane has one, whoever calls. Handing
 * over takes two context switches and allocates nothing.
 */
final class Lane implements AutoCloseable {
  private final Thread thread;
  private final Supplier<Workspace> maker;
  private final int threads;

  // The task, guarded by this: count is 0 while there is none, pictures are absent for a mere
  // compilation.
  private int count;
  private @Nullable FloatBuffer pictures;
  private @Nullable Outputs outputs;
  private Map<String, String> implementations = Map.of();
  private @Nullable Throwable failure;
  private boolean closing;
  // Calls once, as a run allocates nothing.
  private final BooleanSupplier done = this::isDone;

  Lane(int number, int threads, Supplier<Workspace> maker) {
    this.maker = maker;
    this.threads = threads;
    this.thread = new Thread(this::work, "onednn-lane-" + number);
    thread.setDaemon(true);
    thread.start();
  }

  /** Runs a batch; the caller holds this lane alone. */
  Outputs run(FloatBuffer batch, int size) {
    await(batch, size);
    Outputs result = outputs;
    outputs = null;
    if (result == null) {
      throw new IllegalStateException("lane: expected a result, found none.");
    }
    return result;
  }

  /** Compiles for a batch size, and says which kernels it takes. */
  Map<String, String> compile(int size) {
    await(null, size);
    return implementations;
  }

  private synchronized void await(@Nullable FloatBuffer batch, int size) {
    pictures = batch;
    count = size;
    notifyAll();
    Uninterrupted.await(this, done); // the run reads the caller's buffer: it cannot be left alone
    pictures = null;
    Throwable thrown = failure;
    failure = null;
    if (thrown instanceof IllegalArgumentException) {
      throw new IllegalArgumentException(thrown.getMessage(), thrown);
    } else if (thrown != null) {
      throw new IllegalStateException(String.valueOf(thrown.getMessage()), thrown);
    }
  }

  private boolean isDone() {
    return count == 0;
  }

  private void work() {
    Workspace workspace = null;
    try {
      while (next()) {
        try {
          if (workspace == null) {
            OpenMp.use(threads);
            workspace = maker.get();
          }
          serve(workspace);
        } catch (RuntimeException | Error e) {
          finish(null, e);
        }
      }
    } finally {
      if (workspace != null) {
        workspace.close();
      }
    }
  }

  private synchronized boolean next() {
    while (count == 0 && !closing) {
      try {
        wait();
      } catch (InterruptedException ignored) {
        // Only close() ends a lane: whoever interrupts it must not leave callers waiting.
      }
    }
    return count > 0;
  }

  private void serve(Workspace workspace) {
    FloatBuffer batch = pictures;
    if (batch == null) {
      implementations = workspace.plan(count).implementations();
      finish(null, null);
    } else {
      finish(workspace.run(batch, count), null);
    }
  }

  private synchronized void finish(@Nullable Outputs result, @Nullable Throwable thrown) {
    outputs = result;
    failure = thrown;
    count = 0;
    notifyAll();
  }

  /** Ends the thread and frees its memory; nobody may hold the lane any more. */
  @Override
  public void close() {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    Uninterrupted.join(thread);
  }
}
