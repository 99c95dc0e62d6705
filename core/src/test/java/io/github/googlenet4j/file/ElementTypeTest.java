package io.github.googlenet4j.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElementTypeTest {
  /** The definition of IEEE 754 binary16, in arithmetic instead of bits. */
  private static double half(int bits) {
    int exponent = bits >> 10 & 0x1f;
    double fraction = (bits & 0x3ff) / 1024.;
    double sign = bits < 0x8000 ? 1 : -1;
    if (exponent == 31) {
      return fraction == 0 ? sign / 0. : Double.NaN;
    }
    return exponent == 0
        ? sign * fraction * Math.pow(2, -14)
        : sign * (1 + fraction) * Math.pow(2, exponent - 15);
  }

  @Test
  void everyHalfIsTheFloatThatItsDefinitionSays() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float found = Float16.toFloat((short) bits);
      assertThat(Float.floatToIntBits(found)) // tells -0 from 0, and takes every NaN as one
          .describedAs("0x%04x", bits)
          .isEqualTo(Float.floatToIntBits((float) half(bits)));
    }
  }

  @ParameterizedTest
  @CsvSource({ // numpy.uint16(bits).view(numpy.float16)
    "3555, 0.333251953125",
    "7bff, 65504",
    "0001, 5.9604644775390625E-8",
    "03ff, 6.097555160522461E-5",
    "0400, 6.103515625E-5",
    "c000, -2",
    "fc00, -Infinity"
  })
  void knownHalves(String hexadecimal, float expected) {
    assertThat(Float16.toFloat((short) Integer.parseInt(hexadecimal, 16))).isEqualTo(expected);
  }

  @Test
  void nanKeepsItsSignAndFraction() {
    int found = Float.floatToRawIntBits(Float16.toFloat((short) 0xfe01));
    assertThat(found).isEqualTo(0xffc02000);
  }

  @Test
  void brainFloatsAreTheUpperHalvesOfFloats() {
    short[] bits = {0x3f80, (short) 0xc049, 0x0001, 0x7f80, (short) 0xff80, 0x7fc1, (short) 0x8000};
    ByteBuffer bytes = ByteBuffer.allocate(2 * bits.length).order(ByteOrder.LITTLE_ENDIAN);
    for (short one : bits) {
      bytes.putShort(one);
    }
    float[] found = new float[bits.length];
    ElementType.BF16.decode(bytes.flip(), found, 0, bits.length);
    assertThat(found)
        .containsExactly(
            1f,
            -3.140625f,
            0x1p-133f,
            Float.POSITIVE_INFINITY,
            Float.NEGATIVE_INFINITY,
            Float.NaN,
            -0f);
  }
}
