package io.github.googlenet4j.serve.v2;

import io.github.googlenet4j.serve.outcome.Outcome;
import io.github.googlenet4j.serve.outcome.Refusal;

/** Refusals of requests that cannot be right. */
public final class Bad {
  private Bad() {}

  /** {@code <what>: expected <x>, found <y>. <what to do>}. */
  public static Refusal request(String what, Object expected, Object found, String advice) {
    return new Refusal(
        Outcome.BAD_REQUEST,
        "%s: expected %s, found %s. %s".formatted(what, expected, found, advice));
  }
}
