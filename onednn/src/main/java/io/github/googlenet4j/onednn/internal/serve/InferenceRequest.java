package io.github.googlenet4j.onednn.internal.serve;

import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.engine.Uninterrupted;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks of a program, and where the answer comes.
 *
 * <p>Filled by the caller, answered once by a lane, and used again for other callers, as a run
 * allocates nothing but its result.
 */
public final class InferenceRequest {
  /** The next in the list that it is in, which is {@link RequestQueue}' to use. */
  @Nullable InferenceRequest next;

  private RequestQueue.@Nullable IdleSlot lent;
  private int count;
  private @Nullable FloatBuffer pictures;
  private @Nullable Outputs outputs;
  private Map<String, String> kernels = Map.of();
  private @Nullable Throwable failure;
  private boolean answered;
  // Calls once, as a run allocates nothing.
  private final BooleanSupplier end = this::isAnswered;

  /** Asks for a batch to be run, or without pictures for its compilation only. */
  synchronized void ask(@Nullable FloatBuffer batch, int size) {
    pictures = batch;
    count = size;
    answered = false;
    lent = null;
  }

  /** The caller's own thread is to answer it, in the place of this lane's. */
  synchronized void lend(RequestQueue.IdleSlot lane) {
    lent = lane;
  }

  /** The lane that was lent for it, if one was. */
  synchronized RequestQueue.@Nullable IdleSlot lent() {
    return lent;
  }

  /** Pictures in the batch. */
  public synchronized int count() {
    return count;
  }

  /** Whether only compilation is asked for. */
  synchronized boolean isCompilation() {
    return pictures == null;
  }

  /** The batch, where it is to be run. */
  public synchronized FloatBuffer pictures() {
    return Objects.requireNonNull(pictures);
  }

  /** Whether it may be run together with others. */
  synchronized boolean isSinglePicture() {
    return count == 1 && pictures != null;
  }

  /** Keeps a place for a run's result for {@link #answer}. */
  synchronized void keep(Outputs result) {
    outputs = result;
  }

  /** Where a run's result belongs. */
  public synchronized Outputs result() {
    return Objects.requireNonNull(outputs);
  }

  /** Keeps the names of the kernels for {@link #answer}. */
  synchronized void keep(Map<String, String> names) {
    kernels = names;
  }

  /** Keeps what went wrong, if anything did, for {@link #answer}. */
  synchronized void keep(@Nullable Throwable thrown) {
    failure = thrown;
  }

  /** Lets the caller go, with what was kept. The request belongs to others from now on. */
  synchronized void answer() {
    answered = true;
    notifyAll();
  }

  private boolean isAnswered() {
    return answered;
  }

  /** Waits for the run's result. */
  public synchronized Outputs outputs() {
    await();
    Outputs result = outputs;
    outputs = null;
    if (result == null) {
      throw new IllegalStateException("lane: expected a result, found none.");
    }
    return result;
  }

  /** Waits for the names of the kernels. */
  public synchronized Map<String, String> kernels() {
    await();
    return kernels;
  }

  private void await() {
    Uninterrupted.await(this, end); // a lane reads the caller's buffer: it cannot be left alone
    pictures = null;
    Throwable thrown = failure;
    failure = null;
    if (thrown instanceof IllegalArgumentException) {
      throw new IllegalArgumentException(thrown.getMessage(), thrown);
    } else if (thrown != null) {
      throw new IllegalStateException(String.valueOf(thrown.getMessage()), thrown);
    }
  }
}
