package io.github.googlenet4j.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a model reaches that may say "not sure": the accuracy among the pictures whose answer has at
 * least a threshold's probability, and which share of all pictures these are (El-Yaniv and Wiener
 * 2010). Immutable.
 *
 * @param points from the highest threshold to the lowest, one for each probability that occurs; at
 *     the last one all pictures are answered
 */
public record Coverage(List<Point> points) {
  /** Accuracies whose thresholds are told. */
  public static final List<Double> ASKED = List.of(.9, .95, .99);

  private static final int SHOWN = 100;

  /**
   * A threshold and what it leads to on these pictures.
   *
   * @param threshold answers of this probability or more are given
   * @param images how many pictures are answered
   * @param coverage their share of all pictures, above 0
   * @param accuracy share of right ones among the answers that are given
   */
  public record Point(float threshold, int images, double coverage, double accuracy) {}

  public Coverage {
    points = List.copyOf(points);
  }

  static Coverage of(List<PictureScore> scores) {
    List<PictureScore> sorted =
        scores.stream()
            .sorted(Comparator.comparingDouble(PictureScore::probability).reversed())
            .toList();
    List<Point> points = new ArrayList<>();
    int hits = 0;
    for (int i = 0; i < sorted.size(); i++) {
      hits += sorted.get(i).correct() ? 1 : 0;
      float threshold = sorted.get(i).probability();
      if (i + 1 == sorted.size() || sorted.get(i + 1).probability() < threshold) {
        int images = i + 1;
        double coverage = (double) images / sorted.size();
        points.add(new Point(threshold, images, coverage, (double) hits / images));
      }
    }
    return new Coverage(points);
  }

  /** At most {@value #SHOWN} points, at about equal distances of the coverage; the last is kept. */
  public List<Point> thinned() {
    List<Point> shown = new ArrayList<>();
    for (Point point : points) {
      if (shown.size() + 1 <= SHOWN * point.coverage()) {
        shown.add(point);
      }
    }
    return shown;
  }

  /**
   * The lowest threshold at which the accuracy is reached: most pictures are answered there.
   *
   * @param accuracy 0 to 1
   * @return empty if no threshold reaches it, or there are no pictures
   */
  public Optional<Point> reaching(double accuracy) {
    Point lowest = null;
    for (Point point : points) {
      lowest = point.accuracy() >= accuracy ? point : lowest;
    }
    return Optional.ofNullable(lowest);
  }
}
