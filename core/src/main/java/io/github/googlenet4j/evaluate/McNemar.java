package io.github.googlenet4j.evaluate;

/**
 * McNemar's exact test of two models on the same pictures (McNemar 1947). Of the pictures that only
 * one gets right, each model has a half in the mean if they are equally good; the test asks how
 * probable a share at least as uneven is.
 */
final class McNemar {
  private McNemar() {}

  /**
   * The two-sided p: twice the binomial distribution up to the smaller number, at most 1.
   *
   * @param first pictures that only the first model gets right
   * @param second pictures that only the second model gets right
   */
  static double exact(int first, int second) {
    int fewer = Math.min(first, second);
    int all = first + second;
    double sum = 0;
    // In logarithms: 2 to the power of -1100 is no double any more.
    double logarithm = -all * Math.log(2);
    for (int i = 0; i <= fewer; i++) {
      sum += Math.exp(logarithm);
      logarithm += Math.log((double) (all - i) / (i + 1));
    }
    return Math.min(1, 2 * sum);
  }
}
