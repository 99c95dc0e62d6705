package io.github.googlenet4j.serve.load;

import io.github.googlenet4j.serve.outcome.Outcome;
import io.github.googlenet4j.serve.outcome.Refusal;
import io.github.googlenet4j.serve.outcome.Tracked;
import java.nio.FloatBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One accepted question, until it is answered. */
final class Ask {
  static final String LATE =
      "deadline: expected an answer in time, found too much work before it. Try again later, or"
          + " allow more time.";

  final Question question;
  final long deadline;
  final long cost;
  final Tracked tracked;
  final CompletableFuture<Answer> answer = new CompletableFuture<>();

  /** {@link System#nanoTime} since which it waits. */
  long since;

  /** Of a decoded picture: its square. */
  @Nullable FloatBuffer prepared;

  /**
   * @param deadline {@link System#nanoTime} at which its answer is worth nothing any more
   * @param cost nanoseconds that it is expected to take of the machine
   */
  Ask(Question question, long deadline, long cost, long since, Tracked tracked) {
    this.question = question;
    this.deadline = deadline;
    this.cost = cost;
    this.since = since;
    this.tracked = tracked;
  }

  /** Whether somebody still waits for the answer; if it is too late, this ends the waiting. */
  boolean wanted(long now, long needed) {
    if (answer.isDone()) {
      return false;
    }
    if (now + needed - deadline > 0) {
      refuse(new Refusal(Outcome.LATE, LATE));
      return false;
    }
    return true;
  }

  void refuse(Throwable why) {
    answer.completeExceptionally(why);
  }

  /** The end of one stretch of waiting. */
  void waited(long now) {
    tracked.waited(now - since);
    since = now;
  }
}
