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
public final class Requests {
  /** What answers requests, when they are brought to it. */
  interface Desk {
    /** Whether the thread that asks may answer this request itself, in the place of the desk's. */
    boolean isLent(Request request);

    /** Answers a request on the thread that asks. */
    void serve(Request request);
  }

  /** Where a lane that has nothing to do waits for a request. */
  static final class Seat {
    private final Desk desk;
    private @Nullable Request handed;
    private boolean called;

    Seat(Desk desk) {
      this.desk = desk;
    }

    private synchronized void hand(@Nullable Request request) {
      handed = request;
      called = true;
      notifyAll();
    }

    /** Waits for a request, or for none: then the lane is to look for itself. */
    private synchronized @Nullable Request await() {
      while (!called) {
        try {
          wait();
        } catch (InterruptedException ignored) {
          // Only closing ends a lane: whoever interrupts it must not leave callers waiting.
        }
      }
      Request request = handed;
      handed = null;
      called = false;
      return request;
    }
  }

  private final ArrayDeque<Seat> idle;
  private @Nullable Request first;
  private @Nullable Request last;
  private @Nullable Request unused;
  private int mostTogether;
  private boolean closed;

  /** Hands out at most so many pictures together, to so many lanes. */
  public Requests(int mostTogether, int lanes) {
    this.mostTogether = mostTogether;
    this.idle = new ArrayDeque<>(lanes + 1);
  }

  /**
   * Brings a caller's request to a lane, at once or when its turn comes.
   *
   * @param pictures absent where only compilation is asked for
   * @throws IllegalStateException if the program is closed
   */
  public synchronized Request add(@Nullable FloatBuffer pictures, int count) {
    Program.requireOpen(closed);
    Request request = unused == null ? new Request() : unused;
    unused = request.next;
    request.next = null;
    request.ask(pictures, count);
    if (!idle.isEmpty()) {
      Seat seat = idle.pop();
      if (seat.desk.isLent(request)) {
        request.lend(seat);
      } else {
        seat.hand(request);
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
  public void serve(Request request) {
    Seat seat = request.lent();
    if (seat == null) {
      return;
    }
    try {
      seat.desk.serve(request);
    } finally {
      giveBack(seat);
    }
  }

  private synchronized void giveBack(Seat seat) {
    if (first == null && !closed) {
      idle.push(seat);
    } else {
      seat.hand(null);
    }
  }

  /** Takes back a request whose caller has its answer. */
  public synchronized void release(Request request) {
    request.next = unused;
    unused = request;
  }

  /**
   * Waits for requests and moves those to be run together into an empty list.
   *
   * @return false if the program is closed and nobody waits any more
   */
  boolean take(Seat seat, List<Request> together) {
    while (true) {
      synchronized (this) {
        takeWaiting(together);
        if (!together.isEmpty() || closed) {
          return !together.isEmpty();
        }
        idle.push(seat);
      }
      Request handed = seat.await();
      if (handed != null) {
        together.add(handed);
        return true;
      }
    }
  }

  private void takeWaiting(List<Request> together) {
    for (int i = together(); i > 0 && first != null; i--) {
      Request request = first;
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
    for (Request each = first; each != null && single < mostTogether; each = each.next) {
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
