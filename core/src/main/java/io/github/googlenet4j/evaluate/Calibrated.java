package io.github.googlenet4j.evaluate;

import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.image.PictureLimits;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * A model whose probabilities were fitted to how often it is right, by a {@link Temperature}.
 *
 * @param model the model, whose last layer has the temperature in it: whatever reads it answers
 *     with it, an int8 model and an ONNX file too, because the last layer is computed in floating
 *     point
 * @param temperature by which its logits were divided
 * @param before figures of the pictures that it was fitted on, of the model as it was
 * @param after the same of the calibrated model; the answers are the same but for rounding
 */
public record Calibrated(
    Model model, Temperature temperature, Evaluation before, Evaluation after) {

  /** The key of {@link Model#history} that says what was fitted where. */
  public static final String HISTORY = "calibration";

  /**
   * Fits a model, on pictures that it was not trained on.
   *
   * @param examples labelled in the order of the model's classes
   * @param done told how many of twice as many pictures are done: they are evaluated before and
   *     after
   * @throws IllegalStateException if none of the pictures can be read
   * @throws IllegalArgumentException if the engine does not have the precision asked for
   */
  public static Calibrated of(
      Model model,
      List<Example> examples,
      Engine engine,
      EngineOptions options,
      PictureLimits limits,
      IntConsumer done) {
    int classes = model.classes().size();
    Temperature.Fit fit = Temperature.Fit.wide();
    Evaluation before =
        Evaluator.evaluate(
                model,
                examples,
                engine,
                options,
                limits,
                done,
                () -> false,
                (example, values, from) -> fit.add(values, from, classes, example.label()))
            .orElseThrow();
    if (before.images() == 0) {
      throw new IllegalStateException(
          "pictures: expected one that can be read, found none of %d. Replace the files."
              .formatted(examples.size()));
    }
    Temperature temperature = fit.best();
    String where = "%d pictures of a validation part".formatted(before.images());
    Model fitted =
        temperature
            .applied(model)
            .withHistory(HISTORY, temperature.described(where, before.loss()));
    Evaluation after =
        Evaluator.evaluate(
            fitted,
            examples,
            engine,
            options,
            limits,
            count -> done.accept(examples.size() + count));
    return new Calibrated(fitted, temperature, before, after);
  }
}
