package io.github.googlenet4j.evaluate;

import io.github.googlenet4j.data.ClassNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Results of a model on labelled pictures. Immutable.
 *
 * @param classes labels in the model's order
 * @param scores the result for each picture that could be read, in the order given
 * @param refusals why the others could not be read, one line each; they count nowhere
 */
public record Evaluation(List<String> classes, List<PictureScore> scores, List<String> refusals) {
  private static final int FIVE = 5;

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
   * Mean Brier score: {@link PictureScore#brier}, 0 to 2. Not a number without pictures. For two
   * classes it is twice the value that counts one class only.
   */
  public double brier() {
    return scores.stream().mapToDouble(PictureScore::brier).average().orElse(Double.NaN);
  }

  /**
   * Expected calibration error over {@value Calibration#BINS} groups of equally many pictures: how
   * far, in the mean, the share of right answers is from the probability that they were given. Not
   * a number without pictures.
   */
  public double calibrationError() {
    return calibration().error();
  }

  /** Groups of equally many pictures, sorted by the probability of their answer. */
  public Calibration calibration() {
    return Calibration.ofEqualCount(scores);
  }

  /** Groups by the probability of their answer, equally wide: many pictures may be in one. */
  public Calibration calibrationByWidth() {
    return Calibration.ofEqualWidth(scores);
  }

  /** What the model reaches where it may say that it is not sure. */
  public Coverage coverage() {
    return Coverage.of(scores);
  }

  /** Means over classes in which each class counts the same. */
  public Averages macro() {
    return ClassCounts.of(scores, classes.size()).macro();
  }

  /** Means over classes in which each class counts by the number of its pictures. */
  public Averages weighted() {
    return ClassCounts.of(scores, classes.size()).weighted();
  }

  /**
   * The classes that were most often taken for others.
   *
   * @param most how many pairs of classes at most
   */
  public List<Confusion> confusions(int most) {
    Map<List<Integer>, List<PictureScore>> pairs = new LinkedHashMap<>();
    scores.stream()
        .filter(score -> score.predicted() != score.example().label())
        .sorted(Comparator.comparingDouble(PictureScore::probability).reversed())
        .forEach(
            score ->
                pairs
                    .computeIfAbsent(
                        List.of(score.example().label(), score.predicted()),
                        pair -> new ArrayList<>())
                    .add(score));
    return pairs.entrySet().stream()
        .map(pair -> new Confusion(pair.getKey().get(0), pair.getKey().get(1), pair.getValue()))
        .sorted(
            Comparator.comparingInt(Confusion::images)
                .reversed()
                .thenComparingInt(Confusion::truth)
                .thenComparingInt(Confusion::answer))
        .limit(most)
        .toList();
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
