package io.github.googlenet4j.onednn.internal.primitive;

import static org.bytedeco.dnnl.global.dnnl.*;

/**
 * The data type in which an activation is stored, with its quantization scale.
 *
 * @param type oneDNN's number of the data type
 * @param scale the value of one integer step; 1 for floating point
 */
record ActivationFormat(int type, float scale) {
  static final ActivationFormat FLOAT32 = new ActivationFormat(dnnl_f32, 1);
  static final ActivationFormat BFLOAT16 = new ActivationFormat(dnnl_bf16, 1);

  static ActivationFormat unsigned8(float scale) {
    return new ActivationFormat(dnnl_u8, scale);
  }

  boolean isInteger() {
    return type == dnnl_u8;
  }

  /** Bytes of one value. */
  int bytes() {
    return switch (type) {
      case dnnl_u8 -> 1;
      case dnnl_bf16 -> 2;
      default -> 4;
    };
  }

  @Override
  public String toString() {
    return switch (type) {
      case dnnl_u8 -> "u8*" + scale;
      case dnnl_bf16 -> "bf16";
      default -> "f32";
    };
  }
}
