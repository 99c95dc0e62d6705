package io.github.googlenet4j.serve.load;

import io.github.googlenet4j.image.PictureException;
import io.github.googlenet4j.serve.outcome.Outcome;
import io.github.googlenet4j.serve.outcome.Refusal;

/** What refused pictures mean to a client. */
final class Pictures {
  private Pictures() {}

  /** A limit is 413, a body that is no picture at all 415, a damaged picture 400. */
  static Refusal refusal(PictureException e) {
    String line = String.valueOf(e.getMessage());
    Outcome outcome = Outcome.BAD_REQUEST;
    if (line.contains(" limit of ")) {
      outcome = Outcome.TOO_LARGE;
    } else if (line.contains(": expected a JPEG, PNG")) {
      outcome = Outcome.UNSUPPORTED;
    }
    return new Refusal(outcome, line);
  }
}
