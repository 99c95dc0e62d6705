package io.github.googlenet4j.serve.outcome;

import java.util.Locale;

/** What became of a request, with HTTP's status for it. */
public enum Outcome {
  /** Answered. */
  ANSWERED(200),
  /** It asks for something that cannot be. */
  BAD_REQUEST(400),
  /** It does not say who asks, where that must be said. */
  UNAUTHENTICATED(401),
  /** No such model or page. */
  NOT_FOUND(404),
  /** Not with this method. */
  NO_SUCH_METHOD(405),
  /** More bytes or pixels than allowed. */
  TOO_LARGE(413),
  /** A body in a form that is not read. */
  UNSUPPORTED(415),
  /** The client went away before its answer. */
  CANCELLED(499),
  /** A fault of the server. */
  FAILED(500),
  /** The server or the model is not ready, or stops. */
  UNAVAILABLE(503),
  /** Too many requests wait. */
  OVERLOADED(503),
  /** It could not be answered in time. */
  LATE(503);

  private final int status;

  Outcome(int status) {
    this.status = status;
  }

  /** HTTP's status. */
  public int status() {
    return status;
  }

  /** In lower case, as metrics and logs write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
