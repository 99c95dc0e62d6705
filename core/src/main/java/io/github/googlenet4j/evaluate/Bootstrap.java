package io.github.googlenet4j.evaluate;

import io.github.googlenet4j.random.SplitMix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Confidence intervals by the bootstrap (Efron 1979): figures are computed again of as many
 * pictures, drawn with replacement, and the interval holds the middle 95 % of them (the percentile
 * method). The same for the same seed.
 *
 * @param resamples how often pictures are drawn, from 1
 * @param seed of the draws
 */
public record Bootstrap(int resamples, long seed) {
  /** 1,000 draws. */
  public static final Bootstrap DEFAULT = new Bootstrap(1000, 0);

  private static final double TAIL = .025;

  public Bootstrap {
    if (resamples < 1 || resamples > 1_000_000) {
      throw new IllegalArgumentException(
          "resamples: expected 1 to 1000000, found %d. Choose a value within that range."
              .formatted(resamples));
    }
  }

  /** With this seed. */
  public Bootstrap withSeed(long value) {
    return new Bootstrap(resamples, value);
  }

  /** Intervals of the macro averages. */
  public MacroIntervals macro(Evaluation evaluation) {
    int[] truths =
        evaluation.scores().stream().mapToInt(score -> score.example().label()).toArray();
    int[] answers = evaluation.scores().stream().mapToInt(PictureScore::predicted).toArray();
    ClassCounts counts = new ClassCounts(evaluation.classes().size());
    List<ConfidenceInterval> intervals =
        intervals(
            truths.length,
            drawn -> {
              counts.clear();
              for (int picture : drawn) {
                counts.add(truths[picture], answers[picture]);
              }
              Averages macro = counts.macro();
              return new double[] {macro.precision(), macro.recall(), macro.f1()};
            });
    return new MacroIntervals(intervals.get(0), intervals.get(1), intervals.get(2));
  }

  /**
   * The interval of each figure.
   *
   * @param pictures number of pictures, above 0
   * @param figures computes all figures of the drawn pictures' indices, which it must not keep; the
   *     same number of figures each time
   */
  List<ConfidenceInterval> intervals(int pictures, Function<int[], double[]> figures) {
    int[] drawn = new int[pictures];
    double[][] values = new double[resamples][];
    for (int i = 0; i < resamples; i++) {
      SplitMix random = SplitMix.of(seed, i);
      for (int k = 0; k < pictures; k++) {
        drawn[k] = random.below(pictures);
      }
      values[i] = figures.apply(drawn);
    }
    List<ConfidenceInterval> intervals = new ArrayList<>();
    for (int figure = 0; figure < values[0].length; figure++) {
      double[] sorted = new double[resamples];
      for (int i = 0; i < resamples; i++) {
        sorted[i] = values[i][figure];
      }
      Arrays.sort(sorted);
      intervals.add(new ConfidenceInterval(quantile(sorted, TAIL), quantile(sorted, 1 - TAIL)));
    }
    return intervals;
  }

  /** Linear between values, as numpy's. */
  private static double quantile(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
