package io.github.googlenet4j.onednn;

import java.util.List;

/**
 * What a job has become.
 *
 * @param calls in order
 * @param workspace bytes for what they leave for each other
 */
record Calls(List<Call> calls, long workspace) {
  Calls {
    calls = List.copyOf(calls);
  }

  /** A single call. */
  Calls(Call call) {
    this(List.of(call), 0);
  }
}
