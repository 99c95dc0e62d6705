package io.github.googlenet4j.serve.outcome;

import java.time.Duration;

/**
 * A request that is not answered, and why: one line for the client. It has no stack trace, because
 * it is no fault and must cost little.
 */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Outcome outcome;
  private final Duration retryAfter;

  /** Without advice when to try again. */
  public Refusal(Outcome outcome, String message) {
    this(outcome, message, Duration.ZERO);
  }

  /**
   * @param message one line for the client
   * @param retryAfter when it may try again; zero if that would not help
   */
  public Refusal(Outcome outcome, String message, Duration retryAfter) {
    super(message, null, false, false);
    this.outcome = outcome;
    this.retryAfter = retryAfter;
  }

  /** What becomes of the request. */
  public Outcome outcome() {
    return outcome;
  }

  /** When the client may try again; zero if that would not help. */
  public Duration retryAfter() {
    return retryAfter;
  }

  /** Whether it is about a picture alone, and not about the request. */
  public boolean isOfPicture() {
    return switch (outcome) {
      case BAD_REQUEST, TOO_LARGE, UNSUPPORTED -> true;
      default -> false;
    };
  }

  /** The one line for the client. */
  public String line() {
    return String.valueOf(getMessage());
  }
}
