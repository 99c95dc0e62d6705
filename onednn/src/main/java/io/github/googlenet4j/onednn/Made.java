package io.github.googlenet4j.onednn;

import java.util.List;

/**
 * What a job has become.
 *
 * @param calls in order
 * @param workspace bytes for what they leave for each other
 */
record Made(List<Call> calls, long workspace) {
  Made {
    calls = List.copyOf(calls);
  }

  /** A single call. */
  Made(Call call) {
    this(List.of(call), 0);
  }
}
