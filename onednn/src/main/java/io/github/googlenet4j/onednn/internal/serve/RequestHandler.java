package io.github.googlenet4j.onednn.internal.serve;

/** Answers requests, on its own thread or on the thread of the caller. */
interface RequestHandler {
  /** Whether the calling thread may answer this request in the handler's place. */
  boolean canBeLent(InferenceRequest request);

  /** Answers a request on the calling thread. */
  void handle(InferenceRequest request);
}
