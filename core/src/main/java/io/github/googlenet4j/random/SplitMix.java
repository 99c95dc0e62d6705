package io.github.googlenet4j.random;

/**
 * Random numbers that are the same on every machine and every JDK.
 *
 * <p>Steele, Lea and Flood's SplitMix64 (OOPSLA 2014). The generator is written here, and its
 * distributions use {@link StrictMath}, because a run that is resumed under another JDK must draw
 * the same numbers. A generator costs one multiplication to make, so that every picture of every
 * epoch has one of its own: {@code SplitMix.of(seed, epoch, place)}. Used by one thread.
 */
public final class SplitMix {
  private static final long STEP = 0x9E3779B97F4A7C15L;
  private static final double UNIT = 0x1p-53;

  private long state;

  private SplitMix(long state) {
    this.state = state;
  }

  /** A generator that depends on all of these numbers and their order. */
  public static SplitMix of(long... keys) {
    long hash = 0;
    for (long key : keys) {
      hash = mix(hash + STEP ^ mix(key + STEP));
    }
    return new SplitMix(hash);
  }

  /** A generator that depends on a seed and a name. */
  public static SplitMix of(long seed, String name) {
    long hash = mix(seed + STEP);
    for (int i = 0; i < name.length(); i++) {
      hash = mix(hash + STEP ^ name.charAt(i));
    }
    return new SplitMix(hash);
  }

  private static long mix(long value) {
    long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  /** 64 random bits. */
  public long next() {
    state += STEP;
    return mix(state);
  }

  /** Uniform from 0 to below 1. */
  public double uniform() {
    return (next() >>> 11) * UNIT;
  }

  /** Uniform from {@code low} to {@code high}. */
  public double uniform(double low, double high) {
    return low + (high - low) * uniform();
  }

  /** A whole number from 0 to below {@code bound}, which is at least 1. */
  public int below(int bound) {
    // A bias of bound / 2^53 that no picture set is large enough to show.
    return (int) (uniform() * bound);
  }

  /** True with this probability. */
  public boolean chance(double probability) {
    return uniform() < probability;
  }

  /** Normally distributed with mean 0 and deviation 1 (Box and Muller 1958). */
  public double gaussian() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
    return radius * StrictMath.cos(2 * Math.PI * uniform());
  }

  /** Beta distributed with both parameters {@code alpha}, above 0. */
  public double beta(double alpha) {
    double a = gamma(alpha);
    double b = gamma(alpha);
    // Tiny parameters underflow; the distribution is then 0 or 1 with equal probability.
    return a + b == 0 ? below(2) : a / (a + b);
  }

  /** Marsaglia and Tsang 2000, which needs a shape of at least 1; smaller ones are boosted. */
  private double gamma(double shape) {
    if (shape < 1) {
      return gamma(shape + 1) * StrictMath.pow(1 - uniform(), 1 / shape);
    }
    double d = shape - 1 / 3.;
    double c = 1 / StrictMath.sqrt(9 * d);
    while (true) {
      double x = gaussian();
      double cube = 1 + c * x;
      double v = cube * cube * cube;
      if (v > 0 && StrictMath.log(1 - uniform()) < x * x / 2 + d - d * v + d * StrictMath.log(v)) {
        return d * v;
      }
    }
  }

  /** Shuffles the values (Fisher and Yates). */
  public void shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = below(i + 1);
      int value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
  }
}
