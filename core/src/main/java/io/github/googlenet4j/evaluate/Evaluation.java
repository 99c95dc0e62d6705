package io.github.googlenet4j.evaluate;

import io.github.googlenet4j.data.ClassNames;
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
    return scores.isEmpty() ? 0 : (double) hits / images();
  }

  /** Share of pictures whose class was the most probable. */
  public double top1() {
    return share(hits(1));
  }

  /** Share of pictures whose class was among the five most probable. */
  public double top5() {
    return share(hits(FIVE));
  }

  /** The 95 % confidence interval of {@link #top1}. */
  public ConfidenceInterval top1Interval() {
    return ConfidenceInterval.wilson(hits(1), images());
  }

  /** The 95 % confidence interval of {@link #top5}. */
  public ConfidenceInterval top5Interval() {
    return ConfidenceInterval.wilson(hits(FIVE), images());
  }

  /** Mean cross-entropy. */
  public double loss() {
    return scores.stream().mapToDouble(PictureScore::loss).average().orElse(0);
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
