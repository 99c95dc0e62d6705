package io.github.googlenet4j.file;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** How safetensors stores one number: the names and sizes of its specification. */
enum ElementType {
  BOOL(1),
  U8(1),
  I8(1),
  F8_E5M2(1),
  F8_E4M3(1),
  I16(2),
  U16(2),
  F16(2),
  BF16(2),
  I32(4),
  U32(4),
  F32(4),
  F64(8),
  I64(8),
  U64(8),
  C64(8);

  static final String READABLE = "F32, F16 or BF16";

  final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  static @Nullable ElementType named(String name) {
    for (ElementType type : values()) {
      if (type.name().equals(name)) {
        return type;
      }
    }
    return null;
  }

  /** Whether every value is exactly a float32. */
  boolean readable() {
    return this == F32 || this == F16 || this == BF16;
  }

  /** Converts numbers of a little-endian buffer to float32; the buffer's position moves. */
  void decode(ByteBuffer from, float[] into, int offset, int count) {
    switch (this) {
      case F32 -> from.asFloatBuffer().get(into, offset, count);
      case F16 -> {
        for (int i = offset; i < offset + count; i++) {
          into[i] = Float16.toFloat(from.getShort());
        }
      }
      case BF16 -> {
        for (int i = offset; i < offset + count; i++) {
          into[i] = Float.intBitsToFloat(from.getShort() << 16);
        }
      }
      default -> throw new IllegalStateException(name());
    }
  }
}
