package io.github.googlenet4j.clean;

import io.github.googlenet4j.clean.CleaningReport.ConfusedClasses;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Pairs of classes that classifiers which have not seen the pictures confuse. */
final class ConfusionSearch {
  /** Share of wrong answers from which a pair is told. */
  private static final double LEAST = .1;

  private ConfusionSearch() {}

  /**
   * @param probabilities pictures x classes
   */
  static List<ConfusedClasses> of(double[][] probabilities, int[] labels, int classes) {
    int[][] wrong = new int[classes][classes]; // label x other class that is more probable
    int[] counts = new int[classes];
    for (int i = 0; i < labels.length; i++) {
      counts[labels[i]]++;
      for (int k = 0; k < classes; k++) {
        if (probabilities[i][k] > probabilities[i][labels[i]]) {
          wrong[labels[i]][k]++;
        }
      }
    }
    List<ConfusedClasses> found = new ArrayList<>();
    for (int a = 0; a < classes; a++) {
      for (int b = a + 1; b < classes; b++) {
        int pictures = counts[a] + counts[b];
        if (counts[a] == 0 || counts[b] == 0) {
          continue;
        }
        // Of each class its own share, so that a large class does not hide a small one.
        double error = ((double) wrong[a][b] / counts[a] + (double) wrong[b][a] / counts[b]) / 2;
        if (error >= LEAST) {
          found.add(new ConfusedClasses(a, b, pictures, error));
        }
      }
    }
    found.sort(Comparator.comparingDouble(pair -> -pair.error()));
    return found;
  }
}
