package io.github.googlenet4j.explain;

/**
 * Colours from dark blue over green to yellow, in which equal steps look equally far apart, also in
 * grey and to people who do not tell red from green: nine of matplotlib's viridis, and what lies
 * between them.
 */
final class ColorScale {
  private static final int[] STOPS = {
    0x440154, 0x482878, 0x3e4a89, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6ece58, 0xfde725
  };

  private ColorScale() {}

  /** The colour of a share from 0 to 1, as 0xRRGGBB. */
  static int of(double share) {
    double place = Math.max(0, Math.min(1, share)) * (STOPS.length - 1);
    int first = Math.min(STOPS.length - 2, (int) place);
    return mixed(STOPS[first], STOPS[first + 1], place - first);
  }

  /** A colour between two: the share of the second. */
  static int mixed(int one, int other, double share) {
    int mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      double value = (one >> shift & 0xff) * (1 - share) + (other >> shift & 0xff) * share;
      mixed |= (int) Math.rint(value) << shift;
    }
    return mixed;
  }
}
