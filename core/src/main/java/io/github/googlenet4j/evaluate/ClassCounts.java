package io.github.googlenet4j.evaluate;

import java.util.Arrays;
import java.util.List;

/** What precision and recall of each class are counted from. Can be emptied and counted again. */
final class ClassCounts {
  private final int[] images;
  private final int[] taken;
  private final int[] hits;

  ClassCounts(int classes) {
    this.images = new int[classes];
    this.taken = new int[classes];
    this.hits = new int[classes];
  }

  static ClassCounts of(List<PictureScore> scores, int classes) {
    ClassCounts counts = new ClassCounts(classes);
    scores.forEach(score -> counts.add(score.example().label(), score.predicted()));
    return counts;
  }

  void clear() {
    for (int[] counts : List.of(images, taken, hits)) {
      Arrays.fill(counts, 0);
    }
  }

  void add(int truth, int answer) {
    images[truth]++;
    taken[answer]++;
    hits[truth] += truth == answer ? 1 : 0;
  }

  Averages macro() {
    return averages(false);
  }

  Averages weighted() {
    return averages(true);
  }

  private Averages averages(boolean byImages) {
    double precision = 0;
    double recall = 0;
    double f1 = 0;
    double weights = 0;
    for (int i = 0; i < images.length; i++) {
      if (images[i] + taken[i] > 0) {
        double weight = byImages ? images[i] : 1;
        weights += weight;
        precision += taken[i] == 0 ? 0 : weight * hits[i] / taken[i];
        recall += images[i] == 0 ? 0 : weight * hits[i] / images[i];
        f1 += weight * 2 * hits[i] / (images[i] + taken[i]);
      }
    }
    return new Averages(precision / weights, recall / weights, f1 / weights);
  }
}
