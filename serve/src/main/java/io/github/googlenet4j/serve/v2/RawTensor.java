package io.github.googlenet4j.serve.v2;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Elements as the protocol has them in bytes: little-endian, texts each behind their length. */
public final class RawTensor {
  private RawTensor() {}

  /** The bytes of these elements. */
  public static byte[] bytes(TensorData data) {
    if (data instanceof TensorData.Floats floats) {
      ByteBuffer bytes = room(Float.BYTES * floats.count());
      bytes.asFloatBuffer().put(floats.values(), 0, floats.count());
      return bytes.array();
    }
    if (data instanceof TensorData.Longs longs) {
      ByteBuffer bytes = room(Long.BYTES * longs.values().length);
      bytes.asLongBuffer().put(longs.values());
      return bytes.array();
    }
    if (data instanceof TensorData.Elements elements) {
      int size = elements.values().stream().mapToInt(value -> Integer.BYTES + value.length).sum();
      ByteBuffer bytes = room(size);
      elements.values().forEach(value -> bytes.putInt(value.length).put(value));
      return bytes.array();
    }
    ByteBuffer raw = ((TensorData.Raw) data).bytes().duplicate();
    byte[] bytes = new byte[raw.remaining()];
    raw.get(bytes);
    return bytes;
  }

  private static ByteBuffer room(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
