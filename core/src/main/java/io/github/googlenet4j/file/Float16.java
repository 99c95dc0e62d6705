package io.github.googlenet4j.file;

/** IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction. */
public final class Float16 {
  private Float16() {}

  /** The number as float32, exactly. {@code Float.float16ToFloat} does this from JDK 20 on. */
  public static float toFloat(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = half >> 10 & 0x1f;
    int fraction = half & 0x3ff;
    if (exponent == 0) { // zero and subnormals, which are multiples of 2^-24
      return Float.intBitsToFloat(sign | Float.floatToRawIntBits(fraction * 0x1p-24f));
    }
    int widened = exponent == 0x1f ? 0xff : exponent + (127 - 15); // infinity and NaN stay so
    return Float.intBitsToFloat(sign | widened << 23 | fraction << 13);
  }
}
