package io.github.googlenet4j.serve.v2;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/** Values of squares as a request has them, which are written into a batch. */
sealed interface Numbers {
  /** The value at a place. */
  float at(int index);

  /** Copies pixels RGB, RGB, ... */
  default void pixels(int from, int size, FloatBuffer batch, int to) {
    for (int i = 0; i < size; i++) {
      batch.put(to + i, at(from + i));
    }
  }

  /** Copies three planes, of which each has one colour, to pixels. */
  default void planes(int from, int plane, FloatBuffer batch, int to) {
    for (int i = 0; i < plane; i++) {
      batch.put(to + 3 * i, at(from + i));
      batch.put(to + 3 * i + 1, at(from + plane + i));
      batch.put(to + 3 * i + 2, at(from + 2 * plane + i));
    }
  }

  /** Refuses what is no unsigned byte. */
  default void requireBytes(String name, int count) {
    for (int i = 0; i < count; i++) {
      float value = at(i);
      if (!(value >= 0 && value <= 255 && value == (int) value)) {
        throw Bad.request(Datatype.shown(name), "integers 0 to 255", value, "Use FP32 for others.");
      }
    }
  }

  /** Refuses what is no number. */
  default void requireFinite(String name, int count) {
    float sum = 0; // 0 * x is 0 for a finite x, otherwise NaN, and NaN stays in the sum
    for (int i = 0; i < count; i++) {
      sum += 0 * at(i);
    }
    if (sum != 0) {
      throw Bad.request(
          Datatype.shown(name),
          "finite numbers",
          "an infinite one or none (NaN)",
          "Send 0 to 255.");
    }
  }

  /** In an array. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record OfFloats(float[] values) implements Numbers {
    @Override
    public float at(int index) {
      return values[index];
    }
  }

  /** In bytes, four each. */
  record OfRawFloats(FloatBuffer values) implements Numbers {
    @Override
    public float at(int index) {
      return values.get(index);
    }

    @Override
    public void pixels(int from, int size, FloatBuffer batch, int to) {
      batch.put(to, values, from, size);
    }
  }

  /** In bytes, one each. */
  record OfBytes(ByteBuffer values) implements Numbers {
    @Override
    public float at(int index) {
      return values.get(index) & 0xff;
    }

    @Override
    public void pixels(int from, int size, FloatBuffer batch, int to) {
      float[] row = new float[Math.min(size, 4096)];
      for (int done = 0; done < size; done += row.length) {
        int length = Math.min(row.length, size - done);
        for (int i = 0; i < length; i++) {
          row[i] = values.get(from + done + i) & 0xff;
        }
        batch.put(to + done, row, 0, length);
      }
    }
  }
}
