package io.github.googlenet4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Pictures, parameters and inputs as the reference programs ({@code tensors.py}) made them,
 * computed from their names.
 */
public final class GoldenValues {

  private GoldenValues() {}

  /**
   * {@code n} numbers in [0, 1) that depend only on the name: SplitMix64 seeded with the name's
   * CRC-32, the top 24 bits of each output divided by 2^24.
   */
  public static double[] values(String name, int n) {
    CRC32 seed = new CRC32();
    seed.update(name.getBytes(UTF_8));
    long state = seed.getValue();
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      state += 0x9E3779B97F4A7C15L;
      long z = state;
      z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      z ^= z >>> 31;
      values[i] = (z >>> 40) / (double) (1 << 24);
    }
    return values;
  }

  /**
   * The value of the parameter or buffer {@code name}, row-major; {@code prefix} joins the name for
   * the numbers only.
   *
   * <p>More than one dimension: {@code (2u - 1) * sqrt(6 / fan in)}. One dimension and a name that
   * ends with "weight" or "running_var": {@code 0.5 + u}. Any other: {@code 0.2 * (u - 0.5)}.
   */
  public static float[] parameter(String name, int[] shape, String prefix) {
    int n = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    double[] u = values(prefix + name, n);
    double fanIn = shape.length > 1 ? (double) n / shape[0] : 1;
    double bound = Math.sqrt(6.0 / fanIn);
    boolean scale = name.endsWith("running_var") || name.endsWith("weight");
    float[] parameter = new float[n];
    for (int i = 0; i < n; i++) {
      if (shape.length > 1) {
        parameter[i] = (float) ((2 * u[i] - 1) * bound);
      } else {
        parameter[i] = (float) (scale ? 0.5 + u[i] : 0.2 * (u[i] - 0.5));
      }
    }
    return parameter;
  }
}
