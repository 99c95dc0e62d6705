package io.github.googlenet4j.protobuf;

import io.github.googlenet4j.file.ModelFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Steps through the fields of one message. Content that is not asked for is stepped over.
 *
 * <p>It is stricter than the format: groups, which neither Caffe nor ONNX has, are refused, and so
 * is a known field that is stored in another way than its type is.
 */
public final class ProtobufFields {
  // The wire types: the last three bits of the tag before each field.
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int DELIMITED = 2;
  private static final int FIXED32 = 5;

  private static final int LARGEST_FIELD = (1 << 29) - 1;
  private static final int LONGEST_VARINT = 10;

  private final ProtobufFile file;
  private final long end;
  private long position;
  private int number;
  private int kind;
  private long value;
  private Span content = new Span(0, 0);

  ProtobufFields(ProtobufFile file, Span message) {
    this.file = file;
    this.position = message.begin();
    this.end = message.end();
  }

  /**
   * Goes to the next field.
   *
   * @return false at the end of the message
   * @throws ModelFileException if what follows is no field that ends within the message
   */
  public boolean next() throws IOException {
    if (position == end) {
      return false;
    }
    file.countField();
    long tag = varint();
    long field = tag >>> 3;
    if (field < 1 || field > LARGEST_FIELD) {
      throw file.damaged("a field's number from 1 to " + LARGEST_FIELD, field);
    }
    number = (int) field;
    kind = (int) (tag & 7);
    switch (kind) {
      case VARINT -> value = varint();
      case FIXED32 -> content = take(Float.BYTES);
      case FIXED64 -> content = take(Double.BYTES);
      case DELIMITED -> content = take(varint());
      default -> throw file.damaged("fields and no groups", "wire type " + kind);
    }
    return true;
  }

  private Span take(long length) throws ModelFileException {
    if (length < 0 || length > end - position) {
      throw file.damaged(
          "at most %d bytes in field %d".formatted(end - position, number),
          Long.toUnsignedString(length));
    }
    Span span = new Span(position, position + length);
    position += length;
    return span;
  }

  /** Seven bits a byte, the lowest first; the eighth bit says that more follow. */
  private long varint() throws IOException {
    long result = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      if (position == end) {
        throw file.damaged("the rest of a number", "the end of its message");
      }
      int next = file.byteAt(position++);
      result |= (next & 0x7fL) << (7 * i);
      if (next >= 0) {
        return result;
      }
    }
    throw file.damaged("a number of at most 10 bytes", "a longer one");
  }

  /** The number of this field. */
  public int number() {
    return number;
  }

  /** Where the content of this field lies: a message, a text, bytes. */
  public Span content() throws ModelFileException {
    require(DELIMITED, "a length and bytes");
    return content;
  }

  /** The fields of the message that this field is. */
  public ProtobufFields message() throws ModelFileException {
    return file.fields(content());
  }

  /** The whole number that this field is. */
  public long integer() throws ModelFileException {
    require(VARINT, "a whole number");
    return value;
  }

  /** The float32 that this field is. */
  public float decimal() throws IOException {
    require(FIXED32, "a float32");
    int bits = 0;
    for (int i = 0; i < Float.BYTES; i++) {
      bits |= (file.byteAt(content.begin() + i) & 0xff) << (8 * i);
    }
    return Float.intBitsToFloat(bits);
  }

  /**
   * The text that this field is.
   *
   * @param most the most bytes that it may have
   */
  public String text(int most) throws IOException {
    Span bytes = content();
    if (bytes.length() > most) {
      throw file.damaged("a text of at most %d bytes".formatted(most), bytes.length());
    }
    file.countText(bytes.length());
    return StandardCharsets.UTF_8.decode(file.bytes(bytes)).toString();
  }

  /**
   * Adds whole numbers of a repeated field: one, or packed ones.
   *
   * @param most the most that the list may have afterwards
   */
  public void integers(List<Long> into, int most) throws IOException {
    if (kind == VARINT) {
      add(into, value, most);
      return;
    }
    ProtobufFields packed = file.fields(content());
    while (packed.position < packed.end) {
      file.countField();
      add(into, packed.varint(), most);
    }
  }

  private void add(List<Long> into, long next, int most) throws ModelFileException {
    if (into.size() == most) {
      throw file.damaged("at most %d numbers in field %d".formatted(most, number), "more");
    }
    into.add(next);
  }

  /** Where the numbers of a repeated field of float32 lie, packed or not. */
  public Span floats() throws ModelFileException {
    return numbers(FIXED32, Float.BYTES);
  }

  /** Where the numbers of a repeated field of float64 lie, packed or not. */
  public Span doubles() throws ModelFileException {
    return numbers(FIXED64, Double.BYTES);
  }

  private Span numbers(int single, int bytes) throws ModelFileException {
    if (kind == single) {
      return content;
    }
    if (content().length() % bytes != 0) {
      throw file.damaged(
          "numbers of %d bytes in field %d".formatted(bytes, number), content.length() + " bytes");
    }
    return content;
  }

  private void require(int expected, String words) throws ModelFileException {
    if (kind != expected) {
      throw file.damaged("field %d as %s".formatted(number, words), "wire type " + kind);
    }
  }
}
