package io.github.googlenet4j.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;

/**
 * A directory of a few fields, written anew.
 *
 * <p>A decoder that gets the file's own directory may understand it otherwise than the code that
 * checked it: a tag that stands twice, a number of an unusual type, a second directory. So it gets
 * one that holds nothing but the checked values. It is appended to the file, whose offsets stay
 * valid, and the header before it is that of a classic TIFF also where the file is a BigTIFF.
 */
final class TiffFields {

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Field(int type, int count, byte[] values) {}

  private static final int ENTRY_BYTES = 12;

  private final Map<Integer, Field> fields = new TreeMap<>();
  private final ByteOrder order;

  TiffFields(ByteOrder order) {
    this.order = order;
  }

  /** Adds whole numbers of 0 to 2^32 - 1. */
  void put(int tag, long... numbers) {
    ByteBuffer values = ByteBuffer.allocate(4 * numbers.length).order(order);
    for (long number : numbers) {
      values.putInt((int) number);
    }
    fields.put(tag, new Field(TiffDirectory.LONG, numbers.length, values.array()));
  }

  /** Adds numbers of 0 to 65535, in the type that decoders expect of tables. */
  void putShorts(int tag, long... numbers) {
    ByteBuffer values = ByteBuffer.allocate(2 * numbers.length).order(order);
    for (long number : numbers) {
      values.putShort((short) number);
    }
    fields.put(tag, new Field(TiffDirectory.SHORT, numbers.length, values.array()));
  }

  /** Adds values as they are in the file. */
  void put(int tag, int type, long count, byte[] values) {
    fields.put(tag, new Field(type, Math.toIntExact(count), values));
  }

  /** The file with this directory instead of its own. */
  PictureStream in(PictureFile file) {
    int end = file.bytes().length;
    int begin = end + (end & 1); // directories begin on a word
    ByteBuffer header = ByteBuffer.allocate(8).order(order);
    header.put(file.bytes(), 0, 2).putShort((short) 42).putInt(begin).flip();
    return file.stream(header, file.piece(8, end), ByteBuffer.allocate(begin - end), tail(begin));
  }

  private ByteBuffer tail(int begin) {
    ByteArrayOutputStream large = new ByteArrayOutputStream();
    int values = begin + 2 + fields.size() * ENTRY_BYTES + 4;
    ByteBuffer directory = ByteBuffer.allocate(values - begin).order(order);
    directory.putShort((short) fields.size());
    fields.forEach(
        (tag, field) -> {
          directory.putShort(tag.shortValue()).putShort((short) field.type).putInt(field.count);
          if (field.values.length <= 4) {
            directory.put(field.values).put(new byte[4 - field.values.length]);
          } else {
            directory.putInt(values + large.size());
            large.writeBytes(field.values);
            large.writeBytes(new byte[field.values.length & 1]);
          }
        });
    directory.putInt(0).flip(); // no further directory
    ByteBuffer tail = ByteBuffer.allocate(directory.limit() + large.size());
    return tail.put(directory).put(large.toByteArray()).flip();
  }
}
