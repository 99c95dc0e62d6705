package io.github.googlenet4j.onednn.internal.serve;

import io.github.googlenet4j.engine.Program;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings callers' requests to lanes. One that comes while a lane is idle goes to the lane that
 * worked last, which answers it or lends itself to the caller's thread; others wait, first come,
 * first served.
 *
 * <p>Single pictures that wait are handed out together, as many as a power of two, so that lanes
 * need few plans. A batch that a caller made goes by itself. Nothing here takes memory once there
 * are as many requests as callers: what is in it cannot be lost for want of memory.
 */
public final class RequestQueue {
  /** What answers requests, when they are brought to it. */
  interface RequestHandler {
    /** Whether the thread that asks may answer this request itself, in the place of the desk's. */
    boolean canBeLent(InferenceRequest request);

    /** Answers a request on the thread that asks. */
    void serve(InferenceRequest request);
  }

  /** Where a lane that has nothing to do waits for a request. */
  static final class IdleSlot {
    private final RequestHandler handler;
    private @Nullable InferenceRequest handed;
    private boolean called;

    IdleSlot(RequestHandler handler) {
      this.handler = handler;
    }

    private synchronized void hand(@Nullable InferenceRequest request) {
      handed = request;
      called = true;
      notifyAll();
    }

    /** Waits for a request, or for none: then the lane is to look for itself. */
    private synchronized @Nullable InferenceRequest await() {
      while (!called) {
        try {
          wait();
        } catch (InterruptedException ignored) {
          // Only closing ends a lane: whoever interrupts it must not leave callers waiting.
        }
      }
      InferenceRequest request = handed;
      handed = null;
      called = false;
      return request;
    }
  }

  private final ArrayDeque<IdleSlot> idle;
  private @Nullable InferenceRequest first;
  private @Nullable InferenceRequest last;
  private @Nullable InferenceRequest unused;
  private int mostTogether;
  private boolean closed;

  /** Hands out at most so many pictures together, to so many lanes. */
  public RequestQueue(int mostTogether, int lanes) {
    this.mostTogether = mostTogether;
    this.idle = new ArrayDeque<>(lanes + 1);
  }

  /**
   * Brings a caller's request to a lane, at once or when its turn comes.
   *
   * @param pictures absent where only compilation is asked for
   * @throws IllegalStateException if the program is closed
   */
  public synchronized InferenceRequest add(@Nullable FloatBuffer pictures, int count) {
    Program.requireOpen(closed);
    InferenceRequest request = unused == null ? new InferenceRequest() : unused;
    unused = request.next;
    request.next = null;
    request.ask(pictures, count);
    if (!idle.isEmpty()) {
      IdleSlot slot = idle.pop();
      if (slot.handler.canBeLent(request)) {
        request.lend(slot);
      } else {
        slot.hand(request);
      }
    } else if (last == null) {
      first = request;
      last = request;
    } else {
      last.next = request;
      last = request;
    }
    return request;
  }

  /** Answers a request on this thread, if a lane was lent for it, and gives the lane back. */
  public void serve(InferenceRequest request) {
    IdleSlot slot = request.lent();
    if (slot == null) {
      return;
    }
    try {
      slot.handler.serve(request);
    } finally {
      giveBack(slot);
    }
  }

  private synchronized void giveBack(IdleSlot slot) {
    if (first == null && !closed) {
      idle.push(slot);
    } else {
      slot.hand(null);
    }
  }

  /** Takes back a request whose caller has its answer. */
  public synchronized void release(InferenceRequest request) {
    request.next = unused;
    unused = request;
  }

  /**
   * Waits for requests and moves those to be run together into an empty list.
   *
   * @return false if the program is closed and nobody waits any more
   */
  boolean take(IdleSlot slot, List<InferenceRequest> together) {
    while (true) {
      synchronized (this) {
        takeWaiting(together);
        if (!together.isEmpty() || closed) {
          return !together.isEmpty();
        }
        idle.push(slot);
      }
      InferenceRequest handed = slot.await();
      if (handed != null) {
        together.add(handed);
        return true;
      }
    }
  }

  private void takeWaiting(List<InferenceRequest> together) {
    for (int i = together(); i > 0 && first != null; i--) {
      InferenceRequest request = first;
      first = request.next;
      request.next = null;
      together.add(request);
    }
    if (first == null) {
      last = null;
    }
  }

  private int together() {
    int single = 0;
    for (InferenceRequest each = first; each != null && single < mostTogether; each = each.next) {
      if (!each.isSinglePicture()) {
        break;
      }
      single++;
    }
    return Math.max(1, Integer.highestOneBit(single));
  }

  /** So many pictures together were too much. */
  synchronized void tooMany(int count) {
    mostTogether = Math.min(mostTogether, count / 2);
  }

  /** Takes no more requests; those that wait are still answered. */
  public synchronized void close() {
    closed = true;
    while (!idle.isEmpty()) {
      idle.pop().hand(null);
    }
  }
}
