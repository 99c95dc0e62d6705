package io.github.googlenet4j.trainer;

import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.evaluate.Temperature;
import io.github.googlenet4j.features.ParallelBlocks;
import io.github.googlenet4j.features.PooledFeatures;
import io.github.googlenet4j.features.SoftmaxRegression;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.train.TrainingListener;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Trains only a new classifier, on the features of a network that does not change. Features are
 * computed once, which takes about as long as an evaluation; the fit takes seconds.
 *
 * <p>The classifier is trained to convergence for each of several weight decays; {@link
 * DecayChoice} says which of them is kept.
 */
public final class FeatureTraining {
  /**
   * A classifier that was trained.
   *
   * @param weights of the whole network without auxiliary heads
   * @param temperature the best for the classifier; not applied
   * @param calibration what the temperature does, for people
   * @param notes for people: pictures that could not be read, the loss of each decay and the choice
   */
  public record Trained(
      Weights weights, Temperature temperature, String calibration, List<String> notes) {}

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
      DecayChoice choice = DecayChoice.of(training, validation, classes, parallel);
      notes.add(choice.note());
      return Optional.of(
          new Trained(
              weights(start, classes, choice.regression(), choice.weights()),
              choice.temperature(),
              choice.calibration(),
              notes));
    } catch (CancellationException e) {
      if (stop.getAsBoolean()) {
        return Optional.empty();
      }
      throw e;
    }
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
