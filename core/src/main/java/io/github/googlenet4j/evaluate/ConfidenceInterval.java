package io.github.googlenet4j.evaluate;

/** A 95 % confidence interval of a share. */
public record ConfidenceInterval(double low, double high) {
  private static final double Z = 1.959963984540054;

  /** Wilson's score interval for {@code hits} of {@code trials} (Wilson 1927). */
  public static ConfidenceInterval wilson(int hits, int trials) {
    if (trials == 0) {
      return new ConfidenceInterval(0, 1);
    }
    double share = (double) hits / trials;
    double spread = Z * Z / trials;
    double centre = (share + spread / 2) / (1 + spread);
    double half =
        Z / (1 + spread) * Math.sqrt(share * (1 - share) / trials + spread / (4 * trials));
    return new ConfidenceInterval(Math.max(0, centre - half), Math.min(1, centre + half));
  }
}
