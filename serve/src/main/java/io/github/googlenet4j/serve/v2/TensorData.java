package io.github.googlenet4j.serve.v2;

import java.nio.ByteBuffer;
import java.util.List;

/** The elements of a tensor, in one of the forms in which requests and answers have them. */
public sealed interface TensorData {
  /** As bytes in memory, little-endian; those of {@code BYTES} each behind their length. */
  record Raw(ByteBuffer bytes) implements TensorData {}

  /** Elements of {@code BYTES}. */
  record Elements(List<byte[]> values) implements TensorData {}

  /**
   * Numbers.
   *
   * @param values of which the first {@code count} are meant
   * @param count how many there are
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Floats(float[] values, int count) implements TensorData {}

  /** Integers. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Longs(long[] values) implements TensorData {}
}
