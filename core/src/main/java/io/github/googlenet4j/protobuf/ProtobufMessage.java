package io.github.googlenet4j.protobuf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A protocol buffers message. Fields are appended; then it is written, or added to another message.
 *
 * <p>The format says how long a message is before its content. Weights are therefore kept as the
 * arrays that they are, not copied, and become bytes only while the outermost message is written.
 */
public final class ProtobufMessage {
  // The wire types: the last three bits of the tag before each field.
  private static final int VARINT = 0;
  private static final int DELIMITED = 2;
  private static final int FIXED32 = 5;

  private static final int CHUNK_VALUES = 1 << 16;

  private final List<Buffer> parts = new ArrayList<>();
  private long partBytes;
  private final ByteArrayOutputStream last = new ByteArrayOutputStream();

  /** A whole number, or a constant of an enumeration. */
  public ProtobufMessage number(int field, long value) {
    tag(field, VARINT);
    varint(value);
    return this;
  }

  /** A list of whole numbers: the field once for each. */
  public ProtobufMessage numbers(int field, long... values) {
    for (long value : values) {
      number(field, value);
    }
    return this;
  }

  public ProtobufMessage decimal(int field, float value) {
    tag(field, FIXED32);
    int bits = Float.floatToRawIntBits(value);
    for (int shift = 0; shift < Float.SIZE; shift += Byte.SIZE) {
      last.write(bits >>> shift);
    }
    return this;
  }

  public ProtobufMessage text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  public ProtobufMessage bytes(int field, byte[] values) {
    tag(field, DELIMITED);
    varint(values.length);
    last.writeBytes(values);
    return this;
  }

  /** Bytes that are float32 values, the low byte of each first; the array is kept. */
  public ProtobufMessage floats(int field, float[] values) {
    tag(field, DELIMITED);
    varint((long) Float.BYTES * values.length);
    add(FloatBuffer.wrap(values), (long) Float.BYTES * values.length);
    return this;
  }

  /** Adds a message. What is appended to that message later does not count. */
  public ProtobufMessage message(int field, ProtobufMessage value) {
    tag(field, DELIMITED);
    varint(value.size());
    return append(value);
  }

  /** The fields of another message as it is now, as if they had been appended here. */
  public ProtobufMessage append(ProtobufMessage value) {
    for (Buffer part : value.parts) {
      if (part instanceof ByteBuffer bytes) {
        byte[] copy = new byte[bytes.capacity()];
        bytes.get(0, copy);
        last.writeBytes(copy);
      } else {
        add(part, (long) Float.BYTES * part.capacity());
      }
    }
    last.writeBytes(value.last.toByteArray());
    return this;
  }

  private void add(Buffer part, long bytes) {
    byte[] before = last.toByteArray();
    last.reset();
    parts.add(ByteBuffer.wrap(before));
    parts.add(part);
    partBytes += before.length + bytes;
  }

  private void tag(int field, int kind) {
    varint(((long) field << 3) | kind);
  }

  /** Seven bits a byte, the lowest first; the eighth bit says that more follow. */
  private void varint(long value) {
    long left = value;
    while ((left & ~0x7fL) != 0) {
      last.write((int) ((left & 0x7f) | 0x80));
      left >>>= 7;
    }
    last.write((int) left);
  }

  /** Length in bytes. */
  public long size() {
    return partBytes + last.size();
  }

  public void writeTo(WritableByteChannel channel) throws IOException {
    ByteBuffer chunk =
        ByteBuffer.allocateDirect(CHUNK_VALUES * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (Buffer part : parts) {
      if (part instanceof FloatBuffer floats) {
        for (int done = 0; done < floats.capacity(); done += CHUNK_VALUES) {
          int count = Math.min(CHUNK_VALUES, floats.capacity() - done);
          chunk.clear().limit(count * Float.BYTES);
          chunk.asFloatBuffer().put(0, floats, done, count);
          writeAll(channel, chunk);
        }
      } else {
        writeAll(channel, ((ByteBuffer) part).duplicate());
      }
    }
    writeAll(channel, ByteBuffer.wrap(last.toByteArray()));
  }

  private static void writeAll(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
