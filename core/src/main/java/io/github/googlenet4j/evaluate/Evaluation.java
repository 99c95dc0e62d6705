package io.github.googlenet4j.evaluate;

import io.github.googlenet4j.data.ClassNames;
import java.util.Comparator;
import java.util.List;

/**
 * Results of a model on labelled pictures. Immutable.
 *
 * @param classes labels in the model's order
 * @param scores the result for each picture that could be read, in the order given
 * @param refusals why the others could not be read, one line each; they count nowhere
 */
public record Evaluation(List<String> classes, List<PictureScore> scores, List<String> refusals) {
  private static final int FIVE = 5;
  private static final int BINS = 15;

  public Evaluation {
    classes = List.copyOf(classes);
    scores = List.copyOf(scores);
    refusals = List.copyOf(refusals);
  }

  /** A different name for each class, for people: {@link ClassNames#distinct}. */
  public List<String> names() {
    return ClassNames.distinct(classes);
  }

  /** Number of pictures that could be read. */
  public int images() {
    return scores.size();
  }

  private int hits(int top) {
    return (int) scores.stream().filter(score -> score.rank() < top).count();
  }

  private double share(int hits) {
    return scores.isEmpty() ? Double.NaN : (double) hits / images();
  }

  /** Share of pictures whose class was the most probable; not a number without pictures. */
  public double top1() {
    return share(hits(1));
  }

  /**
   * Share of pictures whose class was among the five most probable; not a number without pictures,
   * or with five classes or fewer, of which all are among the first five.
   */
  public double top5() {
    return classes.size() <= FIVE ? Double.NaN : share(hits(FIVE));
  }

  /** The 95 % confidence interval of {@link #top1}. */
  public ConfidenceInterval top1Interval() {
    return ConfidenceInterval.wilson(hits(1), images());
  }

  /** The 95 % confidence interval of {@link #top5}. */
  public ConfidenceInterval top5Interval() {
    return ConfidenceInterval.wilson(hits(FIVE), images());
  }

  /** Mean cross-entropy; not a number without pictures. */
  public double loss() {
    return scores.stream().mapToDouble(PictureScore::loss).average().orElse(Double.NaN);
  }

  /**
   * Expected calibration error: how far, in the mean, the share of right answers is from the
   * probability that they were given, over {@value #BINS} groups of equally many pictures, sorted
   * by that probability. Not a number without pictures.
   */
  public double calibrationError() {
    List<PictureScore> sorted =
        scores.stream().sorted(Comparator.comparingDouble(PictureScore::probability)).toList();
    double sum = 0;
    for (int bin = 0; bin < BINS; bin++) {
      int from = bin * images() / BINS;
      int to = (bin + 1) * images() / BINS;
      double difference = 0;
      for (PictureScore score : sorted.subList(from, to)) {
        difference += score.probability() - (score.correct() ? 1 : 0);
      }
      sum += Math.abs(difference);
    }
    return sum / images();
  }

  /** Number of pictures of each class (row) that were predicted as each class (column). */
  public int[][] confusion() {
    int[][] confusion = new int[classes.size()][classes.size()];
    scores.forEach(score -> confusion[score.example().label()][score.predicted()]++);
    return confusion;
  }

  /** The score of each class, in order. */
  public List<ClassScore> perClass() {
    int[][] confusion = confusion();
    return java.util.stream.IntStream.range(0, classes.size())
        .mapToObj(i -> ClassScore.of(classes.get(i), confusion, i))
        .toList();
  }
}
