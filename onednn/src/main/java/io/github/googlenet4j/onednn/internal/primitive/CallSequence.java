package io.github.googlenet4j.onednn.internal.primitive;

import java.util.List;

/**
 * The calls that compute one lowered node.
 *
 * @param calls in order
 * @param intermediateBytes memory for the results between the calls
 */
public record CallSequence(List<PrimitiveCall> calls, long intermediateBytes) {
  /** No calls. */
  static final CallSequence NONE = new CallSequence(List.of(), 0);

  public CallSequence {
    calls = List.copyOf(calls);
  }

  /** A single call. */
  CallSequence(PrimitiveCall call) {
    this(List.of(call), 0);
  }
}
