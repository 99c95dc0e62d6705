package io.github.googlenet4j.onednn.internal.primitive;

import java.util.List;

/**
 * What a job has become.
 *
 * @param calls in order
 * @param workspace bytes for what they leave for each other
 */
public record Calls(List<Call> calls, long workspace) {
  public Calls {
    calls = List.copyOf(calls);
  }

  /** A single call. */
  Calls(Call call) {
    this(List.of(call), 0);
  }
}
