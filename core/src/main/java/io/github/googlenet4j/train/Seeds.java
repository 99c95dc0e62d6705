package io.github.googlenet4j.train;

/** Seeds for places in a run, all different. */
final class Seeds {
  private Seeds() {}

  /** SplitMix64's finaliser over the parts, one after the other. */
  static long mix(long seed, long... place) {
    long mixed = scramble(seed);
    for (long part : place) {
      mixed = scramble(mixed ^ part);
    }
    return mixed & Long.MAX_VALUE;
  }

  private static long scramble(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
