package io.github.googlenet4j.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The first directory of a TIFF structure (TIFF 6.0, section 2), which is also what EXIF is.
 *
 * <p>Nothing is copied: values are read in place, so a false count costs no memory.
 */
final class TiffDirectory {

  static final int ORIENTATION = 0x0112;

  /** Bytes per value of field types 1 to 12; type 0 does not exist. */
  private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};

  private static final int ENTRY_BYTES = 12;

  private final ByteBuffer file;
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
    this.start = this.file.getInt(4) + 2;
    this.entries = Short.toUnsignedInt(this.file.getShort(start - 2));
    this.file.get(start + entries * ENTRY_BYTES - 1);
  }

  /** The orientation in these EXIF bytes; upright if it is missing or they are damaged. */
  static int orientation(ByteBuffer exif) {
    try {
      return (int) new TiffDirectory(exif).number(ORIENTATION, Orientation.UPRIGHT);
    } catch (IndexOutOfBoundsException e) {
      return Orientation.UPRIGHT; // damaged metadata does not make a picture unreadable
    }
  }

  ByteOrder order() {
    return file.order();
  }

  int entries() {
    return entries;
  }

  /** Where entry {@code i} begins. */
  int offset(int i) {
    return start + i * ENTRY_BYTES;
  }

  int tag(int i) {
    return Short.toUnsignedInt(file.getShort(offset(i)));
  }

  /** How many values entry {@code i} claims to have. */
  long count(int i) {
    return Integer.toUnsignedLong(file.getInt(offset(i) + 4));
  }

  /** Bytes that the values of entry {@code i} claim to take; 0 for a type that is not known. */
  long bytes(int i) {
    int type = Short.toUnsignedInt(file.getShort(offset(i) + 2));
    return type < TYPE_BYTES.length ? count(i) * TYPE_BYTES[type] : 0;
  }

  /** The first value of this tag where it is a whole number, otherwise {@code missing}. */
  long number(int tag, long missing) {
    for (int i = 0; i < entries; i++) {
      if (tag(i) == tag && count(i) > 0) {
        return number(i, 0L, missing);
      }
    }
    return missing;
  }

  /** Value {@code index} of entry {@code i} where it is a whole number. */
  long number(int i, long index, long missing) {
    int values = bytes(i) <= 4 ? offset(i) + 8 : file.getInt(offset(i) + 8);
    return switch (file.getShort(offset(i) + 2)) {
      case 1 -> Byte.toUnsignedLong(file.get(Math.toIntExact(values + index)));
      case 3 -> Short.toUnsignedLong(file.getShort(Math.toIntExact(values + 2 * index)));
      case 4 -> Integer.toUnsignedLong(file.getInt(Math.toIntExact(values + 4 * index)));
      default -> missing;
    };
  }
}
