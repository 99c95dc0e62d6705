package io.github.googlenet4j.model;

/**
 * One inception module: a row of the paper's Table 1, its columns in the paper's order.
 *
 * @param name as in the paper, {@code 3a} to {@code 5b}
 * @param ones outputs of the 1x1 branch
 * @param reduce3 1x1 outputs before the 3x3 convolution
 * @param threes outputs of the 3x3 branch
 * @param reduce5 1x1 outputs before the 5x5 convolution
 * @param fives outputs of the 5x5 branch
 * @param projection 1x1 outputs after the 3x3 max pool
 */
public record Inception(
    String name, int ones, int reduce3, int threes, int reduce5, int fives, int projection) {
  /** Channels of the concatenated result. */
  public int channels() {
    return ones + threes + fives + projection;
  }
}
