package io.github.googlenet4j.evaluate;

import io.github.googlenet4j.random.SplitMix;
import java.util.BitSet;
import java.util.List;

/**
 * Two ways of training, each with the same seeds, on the same pictures. Immutable as long as nobody
 * writes into the sets.
 *
 * @param first which pictures each seed's model of the one way gets right
 * @param second the same for the other way; as many seeds
 * @param images number of pictures
 */
public record SeedPairs(List<BitSet> first, List<BitSet> second, int images) {
  /** Sets the draws of seeds apart from those of pictures. */
  private static final long SEEDS = 1;

  /** The constructor throws {@link IllegalArgumentException} where seeds have no pair. */
  public SeedPairs {
    first = List.copyOf(first);
    second = List.copyOf(second);
    if (first.isEmpty() || first.size() != second.size()) {
      throw new IllegalArgumentException(
          "pairs: expected as many runs of both ways, from 1, found %d and %d."
              .formatted(first.size(), second.size()));
    }
  }

  /** The mean top-1 of the second way less that of the first one. */
  public double difference() {
    int gained = 0;
    for (int i = 0; i < first.size(); i++) {
      gained += second.get(i).cardinality() - first.get(i).cardinality();
    }
    return (double) gained / (first.size() * images);
  }

  /**
   * The 95 % interval of {@link #difference}: pictures are drawn with replacement, and so are the
   * pairs of runs of one seed. Of few seeds it is rather too narrow; of one it holds for that seed.
   */
  public ConfidenceInterval interval(Bootstrap bootstrap) {
    int[][] gains = new int[first.size()][images];
    for (int i = 0; i < gains.length; i++) {
      for (int picture = 0; picture < images; picture++) {
        gains[i][picture] =
            (second.get(i).get(picture) ? 1 : 0) - (first.get(i).get(picture) ? 1 : 0);
      }
    }
    int[] draw = {0};
    return bootstrap
        .intervals(
            images,
            drawn -> {
              SplitMix random = SplitMix.of(bootstrap.seed(), draw[0]++, SEEDS);
              int sum = 0;
              for (int i = 0; i < gains.length; i++) {
                int[] pair = gains[random.below(gains.length)];
                for (int picture : drawn) {
                  sum += pair[picture];
                }
              }
              return new double[] {(double) sum / (gains.length * drawn.length)};
            })
        .get(0);
  }
}
