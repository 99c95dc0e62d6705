package io.github.googlenet4j.onednn.internal.serve;

import org.jspecify.annotations.Nullable;

/** Where an idle request worker waits for its next request. */
final class IdleSlot {
  private final RequestHandler handler;
  private @Nullable InferenceRequest request;
  private boolean awake;

  IdleSlot(RequestHandler handler) {
    this.handler = handler;
  }

  /** The worker that waits here. */
  RequestHandler handler() {
    return handler;
  }

  /** Wakes the worker up with a request; without one, it looks for requests itself. */
  synchronized void wake(@Nullable InferenceRequest next) {
    request = next;
    awake = true;
    notifyAll();
  }

  /** Waits until the worker is woken up, and returns its request, if it got one. */
  synchronized @Nullable InferenceRequest await() {
    while (!awake) {
      try {
        wait();
      } catch (InterruptedException ignored) {
        // A worker ends only when its program closes. An interrupt must not leave callers waiting.
      }
    }
    InferenceRequest next = request;
    request = null;
    awake = false;
    return next;
  }
}
