package io.github.googlenet4j.onednn.internal.primitive;

import java.util.List;

/**
 * What a job has become.
 *
 * @param calls in order
 * @param workspace bytes for what they leave for each other
 */
public record CallSequence(List<PrimitiveCall> calls, long workspace) {
  public CallSequence {
    calls = List.copyOf(calls);
  }

  /** A single call. */
  CallSequence(PrimitiveCall call) {
    this(List.of(call), 0);
  }
}
