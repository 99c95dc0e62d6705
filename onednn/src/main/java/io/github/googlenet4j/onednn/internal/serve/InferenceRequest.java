package io.github.googlenet4j.onednn.internal.serve;

import io.github.googlenet4j.concurrent.Uninterrupted;
import io.github.googlenet4j.engine.Outputs;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A caller's batch, and the answer to it.
 *
 * <p>The caller fills it, a worker answers it once, and it is used again for other callers: a run
 * allocates nothing but its result. Thread-safe.
 */
public final class InferenceRequest {
  private int count;
  private @Nullable FloatBuffer pictures;
  private @Nullable Outputs outputs;
  private Map<String, String> kernels = Map.of();
  private @Nullable Throwable failure;
  private boolean answered;
  // Made once: a method reference in each run would allocate.
  private final BooleanSupplier isAnswered = this::isAnswered;

  /**
   * Asks for a run of a batch.
   *
   * @param batch pictures end to end; null asks for the compilation for this batch size only
   * @param size pictures in the batch
   */
  synchronized void fill(@Nullable FloatBuffer batch, int size) {
    pictures = batch;
    count = size;
    answered = false;
  }

  /** Pictures in the batch. */
  synchronized int count() {
    return count;
  }

  /** Whether only the compilation is asked for. */
  synchronized boolean isCompilation() {
    return pictures == null;
  }

  /** The batch, if it is to be run. */
  synchronized FloatBuffer pictures() {
    return Objects.requireNonNull(pictures);
  }

  /** Whether it is a single picture, which may run together with those of other callers. */
  synchronized boolean isSinglePicture() {
    return count == 1 && pictures != null;
  }

  /** Sets the arrays to which the run copies its outputs. */
  synchronized void setOutputs(Outputs arrays) {
    outputs = arrays;
  }

  /** The arrays to which the run copies its outputs. */
  synchronized Outputs outputs() {
    return Objects.requireNonNull(outputs);
  }

  /** Sets the names of the kernels, the answer to a compilation. */
  synchronized void setKernels(Map<String, String> names) {
    kernels = names;
  }

  /** Sets the failure, or null for none. */
  synchronized void setFailure(@Nullable Throwable thrown) {
    failure = thrown;
  }

  /** Wakes the caller up. From now on a worker must not touch the request. */
  synchronized void complete() {
    answered = true;
    notifyAll();
  }

  private boolean isAnswered() {
    return answered;
  }

  /**
   * Waits for the outputs of the run.
   *
   * @throws IllegalArgumentException if the run failed with one
   * @throws IllegalStateException if the run failed otherwise
   */
  public synchronized Outputs awaitOutputs() {
    await();
    Outputs result = outputs;
    outputs = null;
    if (result == null) {
      throw new IllegalStateException("request: expected outputs, found none.");
    }
    return result;
  }

  /**
   * Waits for the compilation.
   *
   * @return oneDNN's names of the kernels, by node
   * @throws IllegalArgumentException if the compilation failed with one
   * @throws IllegalStateException if the compilation failed otherwise
   */
  public synchronized Map<String, String> awaitKernels() {
    await();
    return kernels;
  }

  private void await() {
    // Not interruptible: a worker reads the caller's buffer until it has answered.
    Uninterrupted.await(this, isAnswered);
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
