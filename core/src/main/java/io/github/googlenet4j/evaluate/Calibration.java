package io.github.googlenet4j.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How far the probabilities of a model's answers are from the shares of right answers: pictures in
 * groups by the probability of their answer (Naeini et al. 2015; Guo et al., arXiv 1706.04599).
 * Immutable.
 *
 * @param bins the groups, from the lowest probability to the highest; those without pictures are
 *     left out
 */
public record Calibration(List<Bin> bins) {
  /** Number of groups. */
  public static final int BINS = 15;

  /**
   * Pictures whose answers have about the same probability.
   *
   * @param from lower end: the lowest probability in it, or the bound of bins of equal width
   * @param to upper end: the highest probability in it, or the bound of bins of equal width
   * @param images number of pictures, above 0
   * @param sum of their answers' probabilities
   * @param hits right answers
   */
  public record Bin(double from, double to, int images, double sum, int hits) {
    /** Mean probability of the answers. */
    public double probability() {
      return sum / images;
    }

    /** Share of right answers. */
    public double accuracy() {
      return (double) hits / images;
    }
  }

  public Calibration {
    bins = List.copyOf(bins);
  }

  /**
   * Groups of equally many pictures, sorted by probability; of equal ones the first given first.
   */
  static Calibration ofEqualCount(List<PictureScore> scores) {
    List<PictureScore> sorted =
        scores.stream().sorted(Comparator.comparingDouble(PictureScore::probability)).toList();
    List<Bin> bins = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      int from = (int) ((long) bin * sorted.size() / BINS);
      int to = (int) ((bin + 1L) * sorted.size() / BINS);
      if (to > from) {
        double least = sorted.get(from).probability();
        double most = sorted.get(to - 1).probability();
        bins.add(bin(sorted.subList(from, to), least, most));
      }
    }
    return new Calibration(bins);
  }

  /** Groups of probabilities above k/15 and up to (k+1)/15; 0 belongs to the first. */
  static Calibration ofEqualWidth(List<PictureScore> scores) {
    List<List<PictureScore>> groups = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      groups.add(new ArrayList<>());
    }
    for (PictureScore score : scores) {
      int bin = (int) Math.ceil((double) score.probability() * BINS) - 1;
      groups.get(Math.max(0, Math.min(BINS - 1, bin))).add(score);
    }
    List<Bin> bins = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      if (!groups.get(bin).isEmpty()) {
        bins.add(bin(groups.get(bin), (double) bin / BINS, (bin + 1.0) / BINS));
      }
    }
    return new Calibration(bins);
  }

  private static Bin bin(List<PictureScore> scores, double from, double to) {
    double sum = 0;
    int hits = 0;
    for (PictureScore score : scores) {
      sum += score.probability();
      hits += score.correct() ? 1 : 0;
    }
    return new Bin(from, to, scores.size(), sum, hits);
  }

  /**
   * Expected calibration error: the mean over all pictures of the distance between the mean
   * probability and the share of right answers of their group. Not a number without pictures.
   */
  public double error() {
    double sum = 0;
    int images = 0;
    for (Bin bin : bins) {
      sum += Math.abs(bin.sum() - bin.hits());
      images += bin.images();
    }
    return sum / images;
  }
}
