package io.github.googlenet4j.image;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** A TIFF or BigTIFF of a few fields, little endian: header, data, directory, tables. */
final class TiffSample {

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Field(int tag, int type, long[] values) {}

  private static final int[] BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8};

  private final boolean big;
  private final byte[] data;
  private final List<Field> fields = new ArrayList<>();

  private TiffSample(boolean big, byte[] data) {
    this.big = big;
    this.data = data;
  }

  /** Grey or colour of 8 bits in one strip that is {@code data}. */
  static TiffSample of(int width, int height, int samples, byte[] data) {
    return of(false, width, height, samples, data);
  }

  static TiffSample of(boolean big, int width, int height, int samples, byte[] data) {
    long[] bits = new long[samples];
    java.util.Arrays.fill(bits, 8);
    TiffSample sample = new TiffSample(big, data);
    return sample
        .with(256, 4, width)
        .with(257, 4, height)
        .with(258, 3, bits)
        .with(262, 3, samples < 3 ? 1 : 2)
        .with(277, 3, samples)
        .with(273, big ? 16 : 4, sample.begin())
        .with(279, big ? 16 : 4, data.length);
  }

  /** Where the data begin. */
  int begin() {
    return big ? 16 : 8;
  }

  /** With this field, instead of one of its tag. */
  TiffSample with(int tag, int type, long... values) {
    fields.removeIf(field -> field.tag == tag);
    return and(tag, type, values);
  }

  /** With this field, beside others of its tag. */
  TiffSample and(int tag, int type, long... values) {
    fields.add(new Field(tag, type, values));
    return this;
  }

  TiffSample without(int tag) {
    fields.removeIf(field -> field.tag == tag);
    return this;
  }

  byte[] bytes() {
    int directory = begin() + data.length + (data.length & 1);
    int entry = big ? 20 : 12;
    int tables = directory + (big ? 8 : 2) + entry * fields.size() + (big ? 8 : 4);
    ByteBuffer file = ByteBuffer.allocate(tables + 1_000_000).order(ByteOrder.LITTLE_ENDIAN);
    file.put("II".getBytes(US_ASCII)).putShort((short) (big ? 43 : 42));
    if (big) {
      file.putShort((short) 8).putShort((short) 0).putLong(directory);
    } else {
      file.putInt(directory);
    }
    file.put(data).position(directory);
    number(file, big ? 8 : 2, fields.size());
    int end = tables;
    for (Field field : fields) {
      file.putShort((short) field.tag).putShort((short) field.type);
      number(file, big ? 8 : 4, field.values.length);
      int size = BYTES[field.type] * field.values.length;
      int inline = big ? 8 : 4;
      int next = file.position() + inline;
      if (size > inline) {
        number(file, inline, end);
        file.position(end);
        end += size;
      }
      for (long value : field.values) {
        number(file, BYTES[field.type], value);
      }
      file.position(next);
    }
    byte[] bytes = new byte[end];
    file.get(0, bytes);
    return bytes;
  }

  private static void number(ByteBuffer file, int bytes, long value) {
    for (int i = 0; i < bytes; i++) {
      file.put((byte) (value >> (8 * i)));
    }
  }
}
