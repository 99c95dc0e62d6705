package io.github.googlenet4j.clean;

import io.github.googlenet4j.data.DataReport.LabelledPicture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Pictures unlike all others of their class: their mean cosine with the nearest of the class lies
 * far below the class's median, by the modified z-score with its usual limit of 3.5 (Iglewicz and
 * Hoaglin, "How to Detect and Handle Outliers", 1993). In a class of few pictures none is told.
 */
final class OutlierSearch {
  private static final double LIMIT = 3.5;
  private static final double NORMAL = .6745; // of a normal distribution's deviation
  private static final int LEAST = 10;

  private OutlierSearch() {}

  static List<CleaningReport.Outlier> of(
      List<LabelledPicture> places, double[] similarity, int classes) {
    record Found(CleaningReport.Outlier outlier, double score) {}
    List<Found> found = new ArrayList<>();
    for (int k = 0; k < classes; k++) {
      List<Integer> members = new ArrayList<>();
      for (int i = 0; i < similarity.length; i++) {
        if (places.get(i).example().label() == k && !Double.isNaN(similarity[i])) {
          members.add(i);
        }
      }
      if (members.size() < LEAST) {
        continue;
      }
      double typical = median(members.stream().mapToDouble(i -> similarity[i]).toArray());
      double deviation =
          median(members.stream().mapToDouble(i -> Math.abs(similarity[i] - typical)).toArray());
      for (int i : members) {
        double score = deviation > 0 ? NORMAL * (typical - similarity[i]) / deviation : 0;
        if (score > LIMIT) {
          found.add(
              new Found(new CleaningReport.Outlier(places.get(i), similarity[i], typical), score));
        }
      }
    }
    found.sort(Comparator.comparingDouble(one -> -one.score()));
    return found.stream().map(Found::outlier).toList();
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    int middle = values.length / 2;
    return values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  }
}
