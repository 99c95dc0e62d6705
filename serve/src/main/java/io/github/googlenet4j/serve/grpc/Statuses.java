package io.github.googlenet4j.serve.grpc;

import io.github.googlenet4j.serve.outcome.Outcome;
import io.github.googlenet4j.serve.outcome.Refusal;
import io.github.googlenet4j.text.PrintableText;
import io.grpc.Status;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What failures are called in gRPC. */
final class Statuses {
  private static final Logger LOG = Logger.getLogger(Statuses.class.getName());

  private Statuses() {}

  static Refusal refusal(Throwable failure) {
    if (failure instanceof CompletionException && failure.getCause() != null) {
      return refusal(failure.getCause());
    }
    if (failure instanceof Refusal refusal) {
      return refusal;
    }
    if (failure instanceof CancellationException) {
      return new Refusal(Outcome.CANCELLED, "request: expected a client, found it gone.");
    }
    LOG.log(Level.WARNING, "a call failed", failure);
    return new Refusal(Outcome.FAILED, "server: expected to answer, found a fault. Report it.");
  }

  static Status of(Refusal refusal) {
    Status status =
        switch (refusal.outcome()) {
          case ANSWERED -> Status.OK;
          case BAD_REQUEST, TOO_LARGE, UNSUPPORTED -> Status.INVALID_ARGUMENT;
          case UNAUTHENTICATED -> Status.UNAUTHENTICATED;
          case NOT_FOUND -> Status.NOT_FOUND;
          case NO_SUCH_METHOD -> Status.UNIMPLEMENTED;
          case CANCELLED -> Status.CANCELLED;
          case FAILED -> Status.INTERNAL;
          case UNAVAILABLE -> Status.UNAVAILABLE;
          case OVERLOADED, LATE -> Status.RESOURCE_EXHAUSTED;
        };
    return status.withDescription(PrintableText.message(refusal.line()));
  }

  /** What became of a call that ended so. */
  static Outcome outcome(Status status) {
    return switch (status.getCode()) {
      case OK -> Outcome.ANSWERED;
      case CANCELLED, DEADLINE_EXCEEDED -> Outcome.CANCELLED;
      case INVALID_ARGUMENT, OUT_OF_RANGE, FAILED_PRECONDITION -> Outcome.BAD_REQUEST;
      case UNAUTHENTICATED, PERMISSION_DENIED -> Outcome.UNAUTHENTICATED;
      case NOT_FOUND -> Outcome.NOT_FOUND;
      case UNIMPLEMENTED -> Outcome.NO_SUCH_METHOD;
      case UNAVAILABLE -> Outcome.UNAVAILABLE;
      case RESOURCE_EXHAUSTED -> Outcome.OVERLOADED;
      default -> Outcome.FAILED;
    };
  }
}
