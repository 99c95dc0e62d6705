package io.github.googlenet4j.protobuf;

import io.github.googlenet4j.file.Float16;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Numbers in a file, low byte first, before they are read. The spans are those of a repeated field:
 * one if it is packed.
 *
 * @param type how each is stored
 * @param spans where, one after the other; each a multiple of the type's size
 */
public record StoredNumbers(Type type, List<Span> spans) {
  private static final int CHUNK_BYTES = 1 << 18;

  /** How a number is stored; named as safetensors names it. */
  public enum Type {
    /** IEEE 754 binary32. */
    F32(4),
    /** IEEE 754 binary64, which is rounded to float32. */
    F64(8),
    /** IEEE 754 binary16. */
    F16(2),
    /** The upper half of a float32. */
    BF16(2);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    /** Bytes of a number. */
    public int bytes() {
      return bytes;
    }

    private void decode(ByteBuffer from, float[] into, int offset, int count) {
      if (this == F32) {
        from.asFloatBuffer().get(into, offset, count);
        return;
      }
      for (int i = offset; i < offset + count; i++) {
        into[i] =
            switch (this) {
              case F32 -> from.getFloat();
              case F64 -> (float) from.getDouble();
              case F16 -> Float16.toFloat(from.getShort());
              case BF16 -> Float.intBitsToFloat(from.getShort() << 16);
            };
      }
    }
  }

  /** Takes a copy of the list. */
  public StoredNumbers {
    spans = List.copyOf(spans);
  }

  /** How many they are. */
  public long count() {
    return spans.stream().mapToLong(Span::length).sum() / type.bytes;
  }

  /** All of them as float32; float64 is rounded. */
  public float[] read(ProtobufFile file) throws IOException {
    long count = count();
    if (count > Integer.MAX_VALUE - 8) {
      throw file.refused("tensors of less than 2^31 values", "one of " + count, "Split it.");
    }
    float[] values = new float[(int) count];
    int most = (int) Math.min(CHUNK_BYTES, Math.max(1, count) * type.bytes);
    ByteBuffer chunk = ByteBuffer.allocate(most).order(ByteOrder.LITTLE_ENDIAN);
    int done = 0;
    for (Span span : spans) {
      for (long position = span.begin(); position < span.end(); ) {
        int bytes = (int) Math.min(chunk.capacity(), span.end() - position);
        chunk.clear().limit(bytes);
        file.read(position, chunk);
        type.decode(chunk, values, done, bytes / type.bytes);
        done += bytes / type.bytes;
        position += bytes;
      }
    }
    return values;
  }

  /** Collects the spans of a repeated field while its message is read. */
  public static final class Collector {
    private final List<Span> spans = new ArrayList<>();

    /** Adds what one field holds. */
    public void add(Span span) {
      if (span.length() > 0) {
        spans.add(span);
      }
    }

    /** Whether nothing was added. */
    public boolean isEmpty() {
      return spans.isEmpty();
    }

    /** What was added. */
    public StoredNumbers as(Type type) {
      return new StoredNumbers(type, spans);
    }
  }
}
