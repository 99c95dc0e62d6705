package io.github.googlenet4j.clean;

import io.github.googlenet4j.features.ParallelBlocks;
import io.github.googlenet4j.features.Similarities;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * What each picture's features have in common with those of the others.
 *
 * @param sameClass mean cosine with the nearest pictures of its class; NaN where it has none
 * @param pairs whose cosine is so high that they may be nearly the same
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Neighbours(double[] sameClass, List<Pair> pairs) {
  /** How many pictures of the class a picture should resemble. */
  private static final int NEAREST = 5;

  /** Of one picture. Frames of a film are all alike, and their pairs grow with the square. */
  private static final int MOST_PAIRS = 20;

  /** Two pictures, the first before the second. */
  record Pair(int first, int second, double cosine) {}

  /**
   * @param alike cosine from which two pictures are a pair
   */
  static Neighbours of(List<float[]> rows, int[] labels, double alike, ParallelBlocks parallel) {
    double[] sameClass = new double[rows.size()];
    List<Pair> pairs = Collections.synchronizedList(new ArrayList<>());
    new Similarities(rows)
        .forEach(
            parallel,
            (index, cosines) -> {
              sameClass[index] = nearest(cosines, labels, index);
              pairs.addAll(alike(cosines, index, alike));
            });
    List<Pair> sorted = new ArrayList<>(pairs); // threads add in any order
    sorted.sort(Comparator.comparingInt(Pair::first).thenComparingInt(Pair::second));
    return new Neighbours(sameClass, sorted);
  }

  private static List<Pair> alike(float[] cosines, int index, double alike) {
    List<Pair> found = new ArrayList<>();
    for (int other = index + 1; other < cosines.length; other++) {
      if (cosines[other] >= alike) {
        found.add(new Pair(index, other, cosines[other]));
      }
    }
    found.sort(Comparator.comparingDouble(pair -> -pair.cosine()));
    return found.subList(0, Math.min(found.size(), MOST_PAIRS));
  }

  private static double nearest(float[] cosines, int[] labels, int index) {
    float[] best = new float[NEAREST];
    int found = 0;
    for (int other = 0; other < cosines.length; other++) {
      if (other == index || labels[other] != labels[index]) {
        continue;
      }
      float cosine = cosines[other];
      if (found < NEAREST) {
        best[found++] = cosine;
      } else if (cosine > best[0]) {
        best[0] = cosine;
      } else {
        continue;
      }
      Arrays.sort(best, 0, found); // few
    }
    double sum = 0;
    for (int i = 0; i < found; i++) {
      sum += best[i];
    }
    return found == 0 ? Double.NaN : sum / found;
  }
}
