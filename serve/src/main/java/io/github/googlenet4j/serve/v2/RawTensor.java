package io.github.googlenet4j.serve.v2;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Elements as the protocol has them in bytes: little-endian, texts each behind their length. */
public final class RawTensor {
  private RawTensor() {}

  /** The bytes of these elements. */
  public static byte[] bytes(TensorData data) {
    if (data instanceof TensorData.Floats floats) {
      byte[] bytes = new byte[Float.BYTES * floats.count()];
      littleEndian(bytes).asFloatBuffer().put(floats.values(), 0, floats.count());
      return bytes;
    }
    if (data instanceof TensorData.Longs longs) {
      byte[] bytes = new byte[Long.BYTES * longs.values().length];
      littleEndian(bytes).asLongBuffer().put(longs.values());
      return bytes;
    }
    if (data instanceof TensorData.Elements elements) {
      int size = elements.values().stream().mapToInt(value -> Integer.BYTES + value.length).sum();
      byte[] bytes = new byte[size];
      ByteBuffer buffer = littleEndian(bytes);
      elements.values().forEach(value -> buffer.putInt(value.length).put(value));
      return bytes;
    }
    ByteBuffer raw = ((TensorData.Raw) data).bytes().duplicate();
    byte[] bytes = new byte[raw.remaining()];
    raw.get(bytes);
    return bytes;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
