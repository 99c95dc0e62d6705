package io.github.googlenet4j.clean;

import io.github.googlenet4j.features.FeatureSource;
import io.github.googlenet4j.features.ParallelBlocks;
import io.github.googlenet4j.features.PooledFeatures;
import io.github.googlenet4j.features.SoftmaxRegression;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Probabilities of classes for each picture, by linear classifiers on features that were fitted
 * without the picture's fold.
 */
final class HeldOut {
  /** A ranking does not change with the last digits of weights. */
  private static final double EXACT_ENOUGH = 1e-4;

  private final List<float[]> rows;
  private final int[] labels;
  private final int classes;
  private final ParallelBlocks parallel;

  HeldOut(List<float[]> rows, int[] labels, int classes, ParallelBlocks parallel) {
    this.rows = rows;
    this.labels = labels;
    this.classes = classes;
    this.parallel = parallel;
  }

  /**
   * The probabilities, pictures x classes.
   *
   * @param folds of the pictures
   * @param done told how many of how many classifiers are fitted
   */
  double[][] probabilities(int[] folds, double decay, FeatureSource.Progress done) {
    double[][] probabilities = new double[rows.size()][];
    for (int fold = 0; fold < Folds.COUNT; fold++) {
      List<float[]> inside = new ArrayList<>();
      List<Integer> labelled = new ArrayList<>();
      for (int i = 0; i < folds.length; i++) {
        if (folds[i] != fold) {
          inside.add(rows.get(i));
          labelled.add(labels[i]);
        }
      }
      int held = fold;
      if (inside.isEmpty()) {
        fill(folds, held, probabilities);
        continue;
      }
      SoftmaxRegression regression =
          new SoftmaxRegression(new PooledFeatures(inside, labelled, List.of()), classes, parallel);
      double[] weights = regression.fit(decay, regression.zeros(), EXACT_ENOUGH);
      parallel.run(
          folds.length,
          i -> {
            if (folds[i] == held) {
              probabilities[i] = regression.probabilities(weights, rows.get(i));
            }
          });
      done.computed(fold + 1, Folds.COUNT);
    }
    return probabilities;
  }

  /** Where there is nothing to learn from, all classes are equally probable. */
  private void fill(int[] folds, int held, double[][] probabilities) {
    for (int i = 0; i < folds.length; i++) {
      if (folds[i] == held) {
        probabilities[i] = new double[classes];
        Arrays.fill(probabilities[i], 1.0 / classes);
      }
    }
  }
}
