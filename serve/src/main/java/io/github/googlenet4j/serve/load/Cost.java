package io.github.googlenet4j.serve.load;

/**
 * What a piece of work takes on this machine: a mean in which the last ones weigh most. Where few
 * are done together each costs more; the lowest mean tells what a full queue takes.
 */
final class Cost {
  private static final double NEW = .2;

  private final double[] means;

  /**
   * @param most pieces that are done together
   */
  Cost(int most) {
    means = new double[1 + log2(most)];
  }

  private static int log2(int value) {
    return 31 - Integer.numberOfLeadingZeros(Math.max(1, value));
  }

  /** So many pieces took so long together. */
  synchronized void took(int pieces, long nanos) {
    int place = Math.min(means.length - 1, log2(pieces));
    double each = (double) nanos / pieces;
    means[place] = means[place] == 0 ? each : means[place] + NEW * (each - means[place]);
  }

  /** Nanoseconds for one of many; 0 if nothing is known. */
  synchronized long ofOne() {
    double least = 0;
    for (double mean : means) {
      if (mean > 0 && (least == 0 || mean < least)) {
        least = mean;
      }
    }
    return (long) least;
  }
}
