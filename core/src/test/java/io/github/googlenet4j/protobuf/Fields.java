package io.github.googlenet4j.protobuf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads a protocol buffers message. It shares no code with the writer. */
public record Fields(List<Field> all) {
  /** One field: a whole number, or bytes (the four of a float32 too). */
  public record Field(int number, long value, ByteBuffer bytes) {
    public String text() {
      return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
  }

  public static Fields of(byte[] message) {
    return of(ByteBuffer.wrap(message));
  }

  private static Fields of(ByteBuffer message) {
    List<Field> fields = new ArrayList<>();
    ByteBuffer in = message.duplicate();
    while (in.hasRemaining()) {
      long tag = varint(in);
      int number = (int) (tag >>> 3);
      switch ((int) (tag & 7)) {
        case 0 -> fields.add(new Field(number, varint(in), ByteBuffer.allocate(0)));
        case 2 -> fields.add(new Field(number, 0, bytes(in, (int) varint(in))));
        case 5 -> fields.add(new Field(number, 0, bytes(in, 4)));
        default -> throw new IllegalArgumentException("tag " + tag);
      }
    }
    return new Fields(fields);
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  private static ByteBuffer bytes(ByteBuffer in, int length) {
    ByteBuffer bytes = in.slice(in.position(), length);
    in.position(in.position() + length);
    return bytes;
  }

  /** All fields of a number. */
  public List<Field> list(int number) {
    return all.stream().filter(field -> field.number() == number).toList();
  }

  public List<Fields> messages(int number) {
    return list(number).stream().map(field -> of(field.bytes())).toList();
  }

  public List<String> texts(int number) {
    return list(number).stream().map(Field::text).toList();
  }

  public List<Long> numbers(int number) {
    return list(number).stream().map(Field::value).toList();
  }

  /** The only field of that number. */
  private Field only(int number) {
    List<Field> found = list(number);
    if (found.size() != 1) {
      throw new IllegalArgumentException("field " + number + ": " + found.size());
    }
    return found.get(0);
  }

  public Fields message(int number) {
    return of(only(number).bytes());
  }

  public String text(int number) {
    return only(number).text();
  }

  public long number(int number) {
    return only(number).value();
  }

  public float[] floats(int number) {
    FloatBuffer in = only(number).bytes().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    float[] values = new float[in.remaining()];
    in.get(values);
    return values;
  }
}
