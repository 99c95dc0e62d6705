package io.github.googlenet4j.foreign.pytorch;

import io.github.googlenet4j.file.ModelFileException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Values of a pickle that it refers to again, by number. */
final class Memo {
  private static final int MOST = 1 << 19;

  private final OpenFile file;
  private @Nullable Object[] values = new @Nullable Object[64];

  /** How many numbers {@link #add} has given: Python counts the values. */
  private int count;

  Memo(OpenFile file) {
    this.file = file;
  }

  void add(Object value) throws ModelFileException {
    put(count, value);
  }

  void put(long number, Object value) throws ModelFileException {
    if (number < 0 || number >= MOST) {
      throw file.refused(
          "numbers of values below " + MOST, Long.toString(number), OpenFile.HOSTILE);
    }
    int index = (int) number;
    if (index >= values.length) {
      values = Arrays.copyOf(values, Math.max(index + 1, values.length * 2));
    }
    if (values[index] == null) {
      count++;
    }
    values[index] = value;
  }

  Object get(long number) throws ModelFileException {
    Object value = number < 0 || number >= values.length ? null : values[(int) number];
    if (value == null) {
      throw file.refused(
          "a value numbered before it is used", "number " + number, OpenFile.DAMAGED);
    }
    return value;
  }
}
