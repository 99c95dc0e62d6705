package io.github.googlenet4j.foreign.pytorch;

import io.github.googlenet4j.file.Float16;
import java.nio.ByteBuffer;

/** How PyTorch stores one number, and its name for a storage of such numbers. */
enum DataType {
  FLOAT32("float32", "FloatStorage", 4),
  FLOAT64("float64", "DoubleStorage", 8),
  FLOAT16("float16", "HalfStorage", 2),
  BFLOAT16("bfloat16", "BFloat16Storage", 2),
  INT64("int64", "LongStorage", 8),
  INT32("int32", "IntStorage", 4),
  INT16("int16", "ShortStorage", 2),
  INT8("int8", "CharStorage", 1),
  UINT8("uint8", "ByteStorage", 1),
  BOOL("bool", "BoolStorage", 1),
  COMPLEX64("complex64", "ComplexFloatStorage", 8),
  COMPLEX128("complex128", "ComplexDoubleStorage", 16),
  UINT16("uint16", "", 2),
  UINT32("uint32", "", 4),
  UINT64("uint64", "", 8),
  FLOAT8_E4M3FN("float8_e4m3fn", "", 1),
  FLOAT8_E5M2("float8_e5m2", "", 1);

  /** PyTorch's name: {@code torch.float32}. */
  final String word;

  /** The name of its storages in the module {@code torch}; empty if they are untyped. */
  final String storage;

  final int bytes;

  DataType(String word, String storage, int bytes) {
    this.word = word;
    this.storage = storage;
    this.bytes = bytes;
  }

  /** Whether numbers can be read as float32: exactly, or rounded from float64. */
  boolean readable() {
    return this == FLOAT32 || this == FLOAT64 || this == FLOAT16 || this == BFLOAT16;
  }

  /** The number at a byte of the buffer, in its byte order. */
  float at(ByteBuffer bytes, int index) {
    return switch (this) {
      case FLOAT32 -> bytes.getFloat(index);
      case FLOAT64 -> (float) bytes.getDouble(index);
      case FLOAT16 -> Float16.toFloat(bytes.getShort(index));
      case BFLOAT16 -> Float.intBitsToFloat(bytes.getShort(index) << 16);
      default -> throw new IllegalStateException(word);
    };
  }
}
