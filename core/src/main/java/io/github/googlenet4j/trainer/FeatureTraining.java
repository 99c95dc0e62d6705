package io.github.googlenet4j.trainer;

import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.train.TrainingListener;
import io.github.googlenet4j.trainer.SoftmaxRegression.Score;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Trains only a new classifier, on the features of a network that does not change. Features are
 * computed once, which takes about as long as an evaluation; the fit takes seconds.
 *
 * <p>The classifier is trained to convergence for each of several weight decays; the one that is
 * best on the validation part is kept. Without a validation part, five-fold cross-validation on the
 * training part chooses the decay.
 */
public final class FeatureTraining {
  /**
   * From strong to weak: fits with a strong decay converge fastest, and each fit starts at the one
   * before.
   */
  private static final double[] DECAYS = {1, .3, .1, .03, .01, .003, .001, 3e-4};

  private static final int FOLDS = 5;

  /**
   * A classifier that was trained.
   *
   * @param weights of the whole network without auxiliary heads
   * @param notes for people: pictures that could not be read, the top-1 of each decay and the
   *     choice
   */
  public record Trained(Weights weights, List<String> notes) {}

  private FeatureTraining() {}

  /**
   * Trains a classifier for a dataset's classes.
   *
   * @param start whose features are used
   * @param limits of the pictures; others are left out
   * @param engine computes the features
   * @param options of the engine; their threads also fit the classifier
   * @param stop asked several times a second; true ends the training
   * @return empty if {@code stop} ended it
   * @throws IllegalArgumentException if no training picture can be read
   */
  public static Optional<Trained> train(
      Model start,
      Dataset dataset,
      PictureLimits limits,
      Engine engine,
      EngineOptions options,
      TrainingListener listener,
      BooleanSupplier stop) {
    List<String> notes = new ArrayList<>();
    Map<Part, PooledFeatures> features = new EnumMap<>(Part.class);
    for (Part part : List.of(Part.TRAIN, Part.VALIDATION)) {
      List<Example> examples = dataset.part(part);
      Optional<PooledFeatures> computed =
          examples.isEmpty()
              ? Optional.of(new PooledFeatures(List.of(), List.of(), List.of()))
              : PooledFeatures.of(
                  start,
                  examples,
                  limits,
                  engine,
                  options,
                  done -> listener.working("features of " + part, done, examples.size()),
                  stop);
      if (computed.isEmpty()) {
        return Optional.empty();
      }
      notes.addAll(computed.get().refusals());
      features.put(part, computed.get());
    }
    PooledFeatures training = Objects.requireNonNull(features.get(Part.TRAIN));
    PooledFeatures validation = Objects.requireNonNull(features.get(Part.VALIDATION));
    if (training.rows().isEmpty()) {
      throw new IllegalArgumentException(
          "training pictures: expected some that can be read, found none. Replace the files.");
    }
    int classes = dataset.classes().size();
    try (ParallelBlocks parallel = new ParallelBlocks(options.threads(), stop)) {
      SoftmaxRegression regression = new SoftmaxRegression(training, classes, parallel);
      double[] weights =
          validation.rows().isEmpty()
              ? fit(regression, chosenByFolds(training, classes, parallel, notes))
              : chosen(regression, validation, notes);
      return Optional.of(new Trained(weights(start, classes, regression, weights), notes));
    } catch (CancellationException e) {
      if (stop.getAsBoolean()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static double[] fit(SoftmaxRegression regression, double wanted) {
    double[] weights = regression.zeros();
    for (double decay : DECAYS) {
      if (decay >= wanted) {
        weights = regression.fit(decay, weights);
      }
    }
    return weights;
  }

  private static double[] chosen(
      SoftmaxRegression regression, PooledFeatures validation, List<String> notes) {
    double[] weights = regression.zeros();
    Map<Double, double[]> fits = new HashMap<>();
    Map<Double, Score> scores = new LinkedHashMap<>();
    for (double decay : DECAYS) {
      weights = regression.fit(decay, weights);
      fits.put(decay, weights);
      scores.put(decay, regression.score(weights, validation));
    }
    return Objects.requireNonNull(fits.get(best(scores, "the validation part", notes)));
  }

  private static double chosenByFolds(
      PooledFeatures training, int classes, ParallelBlocks parallel, List<String> notes) {
    Map<Double, Score> sums = new LinkedHashMap<>();
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
        Score score = regression.score(weights, training.at(outside));
        sums.merge(
            decay,
            new Score(score.top1() / FOLDS, score.loss() / FOLDS),
            (one, other) -> new Score(one.top1() + other.top1(), one.loss() + other.loss()));
      }
    }
    return best(sums, FOLDS + " folds of the training part", notes);
  }

  private static double best(Map<Double, Score> scores, String where, List<String> notes) {
    double best = DECAYS[0];
    Score most = new Score(-1, 0);
    StringBuilder text = new StringBuilder("weight decay, by top-1 on " + where + ":");
    for (Map.Entry<Double, Score> entry : scores.entrySet()) {
      text.append(
          String.format(
              Locale.ROOT, " %.1g: %.1f %%,", entry.getKey(), 100 * entry.getValue().top1()));
      if (entry.getValue().betterThan(most)) {
        most = entry.getValue();
        best = entry.getKey();
      }
    }
    text.setLength(text.length() - 1);
    notes.add(text + String.format(Locale.ROOT, "; chosen: %.1g", best));
    return best;
  }

  private static Weights weights(
      Model start, int classes, SoftmaxRegression regression, double[] weights) {
    Graph graph = GoogLeNet.graph(start.variant(), classes, start.side(), false);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    graph
        .parameters()
        .forEach(
            parameter -> {
              String name = parameter.name();
              Tensor tensor =
                  switch (name) {
                    case GoogLeNet.CLASSIFIER + ".weight" ->
                        new Tensor(parameter.shape(), regression.rawWeights(weights));
                    case GoogLeNet.CLASSIFIER + ".bias" ->
                        new Tensor(parameter.shape(), regression.rawBiases(weights));
                    default -> start.weights().get(name);
                  };
              tensors.put(name, tensor);
            });
    return new Weights(tensors);
  }
}
