package io.github.googlenet4j.onednn;

import io.github.googlenet4j.engine.Program;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The callers that wait for a lane, first come, first served.
 *
 * <p>Single pictures that wait are handed out together, as many as a power of two, so that lanes
 * need few plans. A batch that a caller made goes by itself.
 */
final class Requests {
  private final int most;
  private final ArrayDeque<Request> waiting = new ArrayDeque<>();
  private final ArrayDeque<Request> unused = new ArrayDeque<>();
  private boolean closed;

  /** Hands out at most so many pictures together. */
  Requests(int most) {
    this.most = most;
  }

  /**
   * Lets a caller wait for a lane.
   *
   * @param pictures absent where only compilation is asked for
   * @throws IllegalStateException if the program is closed
   */
  synchronized Request add(@Nullable FloatBuffer pictures, int count) {
    Program.requireOpen(closed);
    Request request = unused.isEmpty() ? new Request() : unused.pop();
    request.ask(pictures, count);
    waiting.add(request);
    notify();
    return request;
  }

  /** Takes back a request whose caller has its answer. */
  synchronized void release(Request request) {
    unused.push(request);
  }

  /**
   * Waits for requests and moves those to be run together into an empty list.
   *
   * @return false if the program is closed and nobody waits any more
   */
  synchronized boolean take(List<Request> together) {
    while (waiting.isEmpty()) {
      if (closed) {
        return false;
      }
      try {
        wait();
      } catch (InterruptedException ignored) {
        // Only closing ends a lane: whoever interrupts it must not leave callers waiting.
      }
    }
    Request first = waiting.remove();
    together.add(first);
    if (first.isSinglePicture()) {
      while (together.size() < most && !waiting.isEmpty() && waiting.peek().isSinglePicture()) {
        together.add(waiting.remove());
      }
      while (Integer.bitCount(together.size()) > 1) {
        waiting.push(together.remove(together.size() - 1));
      }
    }
    return true;
  }

  /** Takes no more requests; those that wait are still answered. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
