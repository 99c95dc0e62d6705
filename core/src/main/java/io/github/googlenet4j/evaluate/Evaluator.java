package io.github.googlenet4j.evaluate;

import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.ensemble.Answer;
import io.github.googlenet4j.ensemble.Ensemble;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.image.Crops;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Runs a model over labelled pictures. They are prepared as for classification, without random
 * crops.
 */
public final class Evaluator {
  private Evaluator() {}

  /**
   * Runs a model on the best engine over pictures, which are read on all cores.
   *
   * @param examples labelled in the order of the model's classes
   * @param done told after each batch how many pictures are done
   * @throws IllegalStateException if no engine runs on this machine
   * @throws IllegalArgumentException if the engine does not have the precision asked for
   */
  public static Evaluation evaluate(
      Model model,
      List<Example> examples,
      EngineOptions options,
      PictureLimits limits,
      IntConsumer done) {
    return evaluate(model, examples, Engine.best(), options, limits, done);
  }

  /** The same on a given engine. */
  public static Evaluation evaluate(
      Model model,
      List<Example> examples,
      Engine engine,
      EngineOptions options,
      PictureLimits limits,
      IntConsumer done) {
    return evaluate(model, examples, engine, options, limits, done, () -> false).orElseThrow();
  }

  /**
   * The same until it is told to stop.
   *
   * @param stop asked before each batch
   * @return empty if {@code stop} ended it
   */
  public static Optional<Evaluation> evaluate(
      Model model,
      List<Example> examples,
      Engine engine,
      EngineOptions options,
      PictureLimits limits,
      IntConsumer done,
      BooleanSupplier stop) {
    return evaluate(model, examples, engine, options, limits, done, stop, ProbabilityReceiver.NONE);
  }

  /**
   * The same, which also tells each picture's probabilities.
   *
   * @param probabilities told of them
   */
  public static Optional<Evaluation> evaluate(
      Model model,
      List<Example> examples,
      Engine engine,
      EngineOptions options,
      PictureLimits limits,
      IntConsumer done,
      BooleanSupplier stop,
      ProbabilityReceiver probabilities) {
    return evaluate(
        List.of(model), Crops.ONE, examples, engine, options, limits, done, stop, probabilities);
  }

  /**
   * The same of several models and several crops, whose answer is the mean of the probabilities.
   *
   * @param models of the same classes in any order; the first one's order counts
   * @param examples labelled in the order of the first model's classes
   * @throws IllegalArgumentException also if the models' classes differ
   */
  public static Optional<Evaluation> evaluate(
      List<Model> models,
      Crops crops,
      List<Example> examples,
      Engine engine,
      EngineOptions options,
      PictureLimits limits,
      IntConsumer done,
      BooleanSupplier stop,
      ProbabilityReceiver probabilities) {
    List<PictureScore> scores = new ArrayList<>();
    List<String> refusals = new ArrayList<>();
    Ensemble.Receiver receiver =
        new Ensemble.Receiver() {
          @Override
          public void result(int index, Answer answer) {
            Example example = examples.get(index);
            float[] values = answer.mean(0);
            scores.add(PictureScore.of(example, values, 0, values.length));
            probabilities.add(example, values, 0);
          }

          @Override
          public void refusal(int index, String reason) {
            refusals.add(reason);
          }

          @Override
          public void done(int count) {
            done.accept(count);
          }
        };
    try (Ensemble ensemble =
        new Ensemble(models, List.of(crops), engine, options, new PictureReader(limits))) {
      boolean all = ensemble.run(examples.stream().map(Example::file).toList(), receiver, stop);
      return all
          ? Optional.of(new Evaluation(ensemble.classes(), scores, refusals))
          : Optional.empty();
    }
  }
}
