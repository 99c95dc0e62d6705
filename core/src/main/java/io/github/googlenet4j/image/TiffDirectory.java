package io.github.googlenet4j.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The first directory of a TIFF structure (TIFF 6.0, section 2), which is also what EXIF is, or of
 * a BigTIFF.
 *
 * <p>Nothing is copied: values are read in place, so a false count costs no memory. Reading outside
 * of the file throws {@link IndexOutOfBoundsException} or {@link ArithmeticException}.
 */
final class TiffDirectory {

  static final int ORIENTATION = 0x0112;

  static final int BYTE = 1;
  static final int SHORT = 3;
  static final int LONG = 4;
  static final int LONG8 = 16;

  private static final int BIG_VERSION = 43;

  /** As many as a TIFF can have; a BigTIFF claims up to 2^64. */
  private static final int MOST_ENTRIES = 0xFFFF;

  /** Bytes per value of field types 1 to 18; those of 0 do not exist. */
  private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

  private final ByteBuffer file;
  private final boolean big;
  private final int start;
  private final int entries;

  /**
   * @param file from the byte order mark on
   * @throws IndexOutOfBoundsException where the directory does not lie within it
   */
  TiffDirectory(ByteBuffer file) {
    this.file = file.slice();
    boolean little = this.file.get(0) == 'I';
    this.file.order(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    this.big = this.file.getShort(2) == BIG_VERSION;
    if (big) {
      int at = Math.toIntExact(this.file.getLong(8));
      this.start = Math.addExact(at, 8);
      this.entries = (int) Math.min(MOST_ENTRIES + 1, this.file.getLong(at));
    } else {
      this.start = this.file.getInt(4) + 2;
      this.entries = Short.toUnsignedInt(this.file.getShort(start - 2));
    }
    if (entries < 1 || entries > MOST_ENTRIES) {
      throw new IndexOutOfBoundsException("entries");
    }
    this.file.get(Math.addExact(start, Math.multiplyExact(entries, entryBytes())) - 1);
  }

  /** The orientation in these EXIF bytes; {@code missing} if there is none or they are damaged. */
  static int orientation(ByteBuffer exif, int missing) {
    try {
      return (int) new TiffDirectory(exif).number(ORIENTATION, missing);
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      return missing; // damaged metadata does not make a picture unreadable
    }
  }

  ByteOrder order() {
    return file.order();
  }

  int entries() {
    return entries;
  }

  private int entryBytes() {
    return big ? 20 : 12;
  }

  private int offset(int i) {
    return start + i * entryBytes();
  }

  int tag(int i) {
    return Short.toUnsignedInt(file.getShort(offset(i)));
  }

  /** The type of the values of entry {@code i}, as in the specification. */
  int type(int i) {
    return Short.toUnsignedInt(file.getShort(offset(i) + 2));
  }

  /** How many values entry {@code i} claims to have; negative numbers are larger than 2^63. */
  long count(int i) {
    return big ? file.getLong(offset(i) + 4) : Integer.toUnsignedLong(file.getInt(offset(i) + 4));
  }

  /** Where the values of entry {@code i} are, of which {@code count} lie within the file. */
  int values(int i, long count) {
    int type = type(i);
    int size = type < TYPE_BYTES.length ? TYPE_BYTES[type] : 0;
    long all = count(i);
    int inline = big ? 8 : 4;
    int at = offset(i) + entryBytes() - inline;
    if (all < 0 || all > Long.MAX_VALUE / 8 || all * size > inline) {
      at = big ? Math.toIntExact(file.getLong(at)) : file.getInt(at);
    }
    if (at < 0 || count < 0 || size == 0 || count > (file.limit() - (long) at) / size) {
      throw new IndexOutOfBoundsException("values of tag " + tag(i));
    }
    return at;
  }

  /** The first entry of this tag; negative if there is none, or it has no values. */
  int find(int tag) {
    for (int i = 0; i < entries; i++) {
      if (tag(i) == tag && count(i) != 0) {
        return i;
      }
    }
    return -1;
  }

  /** Whether the values of entry {@code i} are whole numbers without a sign. */
  boolean isUnsigned(int i) {
    int type = type(i);
    return type == BYTE || type == SHORT || type == LONG || type == LONG8;
  }

  /** The first value of this tag where it is a whole number, otherwise {@code missing}. */
  long number(int tag, long missing) {
    int i = find(tag);
    return i >= 0 && isUnsigned(i) ? numbers(i, 1)[0] : missing;
  }

  /** The first {@code count} values of entry {@code i}, whole numbers. */
  long[] numbers(int i, int count) {
    int at = values(i, count);
    long[] numbers = new long[count];
    for (int n = 0; n < count; n++) {
      numbers[n] =
          switch (type(i)) {
            case BYTE -> Byte.toUnsignedLong(file.get(at + n));
            case SHORT -> Short.toUnsignedLong(file.getShort(at + 2 * n));
            case LONG -> Integer.toUnsignedLong(file.getInt(at + 4 * n));
            case LONG8 -> file.getLong(at + 8 * n);
            default -> throw new IllegalArgumentException("type " + type(i));
          };
    }
    return numbers;
  }

  /** All values of entry {@code i} as they are in the file. */
  byte[] bytes(int i) {
    long count = count(i);
    int at = values(i, count);
    byte[] bytes = new byte[Math.toIntExact(count * TYPE_BYTES[type(i)])];
    file.get(at, bytes);
    return bytes;
  }
}
