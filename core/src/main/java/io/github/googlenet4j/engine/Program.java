package io.github.googlenet4j.engine;

import io.github.googlenet4j.graph.Shape;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * A compiled network. It reads pictures and gives the results of the network's outputs.
 *
 * <p>Safe for any number of concurrent callers. An engine may run the pictures of waiting callers
 * in one batch, up to the largest batch; a result then differs by rounding from that of the picture
 * alone. It owns native memory and threads; {@link #close()} waits for running calls, in some
 * engines also for waiting callers, and then releases both.
 */
public interface Program extends AutoCloseable {
  /** Shape of one picture. */
  Shape input();

  /** The precision that it computes in; never {@link Precision#AUTO}. */
  Precision precision();

  /** Pictures in one run at most. */
  int largestBatch();

  /**
   * Runs the network on the first {@code count} pictures of a buffer.
   *
   * <p>Pictures are RGB, values 0..255, NHWC, from index 0 whatever the buffer's position is; they
   * are not changed, and not used after this returns.
   *
   * @param pictures a direct buffer in native byte order with room for {@code count} pictures
   * @param count from 1 to {@link #largestBatch()}
   * @throws IllegalArgumentException if the buffer or the count does not fit
   * @throws IllegalStateException if the program is closed
   */
  Outputs run(FloatBuffer pictures, int count);

  @Override
  void close();

  /**
   * Checks what every implementation of {@link #run} must check first.
   *
   * @throws IllegalArgumentException if the buffer or the count does not fit
   */
  static void check(Program program, FloatBuffer pictures, int count) {
    if (count < 1 || count > program.largestBatch()) {
      throw new IllegalArgumentException(
          "batch: expected 1 to %d pictures, found %d. Compile with a larger largest batch."
              .formatted(program.largestBatch(), count));
    }
    if (!pictures.isDirect() || pictures.order() != ByteOrder.nativeOrder()) {
      throw new IllegalArgumentException(
          "pictures: expected a direct buffer in native byte order (%s), found %s in %s."
              .formatted(
                  ByteOrder.nativeOrder(),
                  pictures.isDirect() ? "a direct one" : "one on the heap",
                  pictures.order()));
    }
    long needed = (long) count * program.input().size();
    if (pictures.limit() < needed) {
      throw new IllegalArgumentException(
          "pictures: expected room for %d values (%d pictures of %s), found %d. Give it a larger buffer or limit."
              .formatted(needed, count, program.input(), pictures.limit()));
    }
  }

  /**
   * Refuses a run of a closed program, with the same message in all engines.
   *
   * @throws IllegalStateException if it is closed
   */
  static void requireOpen(boolean closed) {
    if (closed) {
      throw new IllegalStateException("program: expected an open one, found it closed.");
    }
  }
}
