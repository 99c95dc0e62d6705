package io.github.googlenet4j.webp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The bits of a lossless image, the lowest of each byte first (RFC 9649, section 3). */
final class BitReader {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] data;
  private final int end;
  private int at;

  /** Bits that were read but not used, the next one lowest. */
  private long value;

  /** How many of them. */
  private int count;

  /** How many of them, the last ones, lie beyond the end and are zero. */
  private int missing;

  BitReader(byte[] data, int start, int end) {
    this.data = data;
    this.at = start;
    this.end = end;
  }

  /** Whether bits beyond the end have been used. */
  boolean ended() {
    return count < missing;
  }

  /** The next bits, at least 48 of them, without using them. */
  long peek() {
    if (count < 48) {
      load();
    }
    return value;
  }

  void use(int bits) {
    value >>>= bits;
    count -= bits;
  }

  /** A number of up to 24 bits. */
  int number(int bits) {
    int number = (int) peek() & ((1 << bits) - 1);
    use(bits);
    return number;
  }

  boolean flag() {
    return number(1) != 0;
  }

  private void load() {
    if (end - at >= 8) {
      value |= (long) LONG.get(data, at) << count;
      int bytes = (63 - count) >> 3;
      at += bytes;
      count += 8 * bytes;
      return;
    }
    while (count <= 48) {
      if (at < end) {
        value |= (data[at++] & 255L) << count;
      } else if (missing <= 64) {
        missing += 8;
      }
      count += 8;
    }
  }
}
