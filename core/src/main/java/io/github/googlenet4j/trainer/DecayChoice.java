package io.github.googlenet4j.trainer;

import io.github.googlenet4j.evaluate.Temperature;
import io.github.googlenet4j.features.ParallelBlocks;
import io.github.googlenet4j.features.PooledFeatures;
import io.github.googlenet4j.features.SoftmaxRegression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A classifier on features with the weight decay that suits it best, and its temperature.
 *
 * <p>Each decay is judged by the mean cross-entropy with its best temperature, on pictures that the
 * classifier was not fitted on: those of the validation part and, where these are few, also those
 * of the training part, each judged by a classifier that was fitted without its fold. The loss
 * decides and not top-1, which moves in steps of one picture.
 *
 * @param regression to which the weights belong
 * @param weights of the classifier
 * @param temperature the best for it
 * @param note the loss of each decay and the choice, for people
 * @param calibration what the temperature does, for people
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record DecayChoice(
    SoftmaxRegression regression,
    double[] weights,
    Temperature temperature,
    String note,
    String calibration) {
  /**
   * From strong to weak: fits with a strong decay converge fastest, and each fit starts at the one
   * before.
   */
  private static final double[] DECAYS = {1, .3, .1, .03, .01, .003, .001, 3e-4};

  private static final int FOLDS = 5;

  /** Validation pictures that are enough to choose by alone. */
  private static final int ENOUGH = 300;

  /** What is known of a decay. */
  private static final class Judged {
    final Temperature.Fit fit = new Temperature.Fit();
    double loss;
    int right;

    void add(SoftmaxRegression regression, double[] weights, PooledFeatures others) {
      SoftmaxRegression.Score score = regression.score(weights, others, fit);
      loss += score.loss();
      right += score.right();
    }

    double calibratedLoss() {
      return fit.best().loss();
    }
  }

  /**
   * The best classifier.
   *
   * @param training not empty
   * @param validation may be empty
   */
  static DecayChoice of(
      PooledFeatures training, PooledFeatures validation, int classes, ParallelBlocks parallel) {
    SoftmaxRegression all = new SoftmaxRegression(training, classes, parallel);
    Map<Double, Judged> judged = new LinkedHashMap<>();
    Map<Double, double[]> fits = new HashMap<>();
    double[] weights = all.zeros();
    for (double decay : DECAYS) {
      weights = all.fit(decay, weights);
      fits.put(decay, weights);
      Judged one = new Judged();
      one.add(all, weights, validation);
      judged.put(decay, one);
    }
    String where = "the validation part";
    if (validation.rows().size() < ENOUGH) {
      addFolds(training, classes, parallel, judged);
      where =
          FOLDS
              + " folds of the training part"
              + (validation.rows().isEmpty() ? "" : " and " + where);
    }
    double best = DECAYS[0];
    for (double decay : DECAYS) {
      if (of(judged, decay).calibratedLoss() < of(judged, best).calibratedLoss()) {
        best = decay;
      }
    }
    Judged chosen = of(judged, best);
    Temperature temperature = chosen.fit.best();
    return new DecayChoice(
        all,
        Objects.requireNonNull(fits.get(best)),
        temperature,
        note(judged, best, where),
        temperature.described(where, chosen.loss / Math.max(1, chosen.fit.pictures())));
  }

  private static Judged of(Map<Double, Judged> judged, double decay) {
    return Objects.requireNonNull(judged.get(decay));
  }

  private static void addFolds(
      PooledFeatures training, int classes, ParallelBlocks parallel, Map<Double, Judged> judged) {
    for (int fold = 0; fold < FOLDS; fold++) {
      List<Integer> inside = new ArrayList<>();
      List<Integer> outside = new ArrayList<>();
      for (int i = 0; i < training.rows().size(); i++) {
        (i % FOLDS == fold ? outside : inside).add(i); // examples are sorted by class
      }
      if (inside.isEmpty() || outside.isEmpty()) {
        continue;
      }
      SoftmaxRegression regression = new SoftmaxRegression(training.at(inside), classes, parallel);
      double[] weights = regression.zeros();
      for (double decay : DECAYS) {
        weights = regression.fit(decay, weights);
        of(judged, decay).add(regression, weights, training.at(outside));
      }
    }
  }

  private static String note(Map<Double, Judged> judged, double best, String where) {
    StringBuilder text = new StringBuilder("weight decay, by the loss on " + where + ":");
    judged.forEach(
        (decay, one) ->
            text.append(String.format(Locale.ROOT, " %.1g: %.3f,", decay, one.calibratedLoss())));
    text.setLength(text.length() - 1);
    Judged chosen = of(judged, best);
    return text
        + String.format(
            Locale.ROOT,
            "; chosen: %.1g (top-1 %.1f %%)",
            best,
            100.0 * chosen.right / Math.max(1, chosen.fit.pictures()));
  }
}
