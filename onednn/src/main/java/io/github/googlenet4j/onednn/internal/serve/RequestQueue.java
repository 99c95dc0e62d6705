package io.github.googlenet4j.onednn.internal.serve;

import io.github.googlenet4j.engine.Program;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Distributes callers' requests to workers, in the order in which they come.
 *
 * <p>If a worker is idle, the request goes to the one that worked last, since its caches are warm.
 * That worker answers it, or is lent to the caller: then the caller's thread answers the request in
 * the worker's place. If no worker is idle, the request waits.
 *
 * <p>Waiting single pictures run together, in powers of two, so that workers need few plans. A
 * batch of a caller runs alone. Once there are as many tickets as callers, nothing here allocates:
 * no request can be lost because memory is short.
 */
public final class RequestQueue {
  /** A caller's request, and its place in the queue. */
  public static final class Ticket {
    private final InferenceRequest request = new InferenceRequest();
    private @Nullable Ticket next; // in the list that it is in
    private @Nullable IdleSlot lent;

    private Ticket() {}

    /** The request that is answered. */
    public InferenceRequest request() {
      return request;
    }

    /** Whether a worker is lent to the caller, who then answers the request. */
    boolean isLent() {
      return lent != null;
    }
  }

  private final ArrayDeque<IdleSlot> idle;
  private @Nullable Ticket first;
  private @Nullable Ticket last;
  private @Nullable Ticket unused;
  private int mostTogether;
  private boolean closed;

  /**
   * @param mostTogether single pictures in one batch at most
   * @param workers how many take requests
   */
  public RequestQueue(int mostTogether, int workers) {
    this.mostTogether = mostTogether;
    this.idle = new ArrayDeque<>(workers + 1);
  }

  /**
   * Hands a caller's batch to a worker, or lets it wait.
   *
   * @param pictures end to end; null asks for the compilation for this batch size only
   * @param count pictures in the batch
   * @throws IllegalStateException if the program is closed
   */
  public synchronized Ticket submit(@Nullable FloatBuffer pictures, int count) {
    Program.requireOpen(closed);
    Ticket ticket = unused == null ? new Ticket() : unused;
    unused = ticket.next;
    ticket.next = null;
    ticket.lent = null;
    ticket.request.fill(pictures, count);
    if (!idle.isEmpty()) {
      IdleSlot slot = idle.pop();
      if (slot.handler().canBeLent(ticket.request)) {
        ticket.lent = slot;
      } else {
        slot.wake(ticket.request);
      }
    } else if (last == null) {
      first = ticket;
      last = ticket;
    } else {
      last.next = ticket;
      last = ticket;
    }
    return ticket;
  }

  /** If a worker is lent for this request, answers it on the calling thread. */
  public void handleIfLent(Ticket ticket) {
    IdleSlot slot = ticket.lent;
    if (slot == null) {
      return;
    }
    try {
      slot.handler().handle(ticket.request);
    } finally {
      giveBack(slot);
    }
  }

  private synchronized void giveBack(IdleSlot slot) {
    if (first == null && !closed) {
      idle.push(slot);
    } else {
      slot.wake(null);
    }
  }

  /** Takes a ticket back whose caller has its answer. It is used again. */
  public synchronized void release(Ticket ticket) {
    ticket.next = unused;
    unused = ticket;
  }

  /**
   * Waits for requests, and adds those that run together to an empty batch.
   *
   * @param slot of the worker that asks
   * @return false if the program is closed and no request waits any more
   */
  boolean take(IdleSlot slot, RequestBatch batch) {
    while (true) {
      synchronized (this) {
        takeWaiting(batch);
        if (batch.size() > 0 || closed) {
          return batch.size() > 0;
        }
        idle.push(slot);
      }
      InferenceRequest handed = slot.await();
      if (handed != null) {
        batch.add(handed);
        return true;
      }
    }
  }

  private void takeWaiting(RequestBatch batch) {
    for (int i = together(); i > 0 && first != null; i--) {
      Ticket ticket = first;
      first = ticket.next;
      ticket.next = null;
      batch.add(ticket.request);
    }
    if (first == null) {
      last = null;
    }
  }

  private int together() {
    int single = 0;
    for (Ticket each = first; each != null && single < mostTogether; each = each.next) {
      if (!each.request.isSinglePicture()) {
        break;
      }
      single++;
    }
    return Math.max(1, Integer.highestOneBit(single));
  }

  /** Halves the number of pictures that run together, after so many together have failed. */
  synchronized void limitTogether(int failed) {
    mostTogether = Math.min(mostTogether, failed / 2);
  }

  /** Refuses further requests. Those that wait are still answered. */
  public synchronized void close() {
    closed = true;
    while (!idle.isEmpty()) {
      idle.pop().wake(null);
    }
  }
}
