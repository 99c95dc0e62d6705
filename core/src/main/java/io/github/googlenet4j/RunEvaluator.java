package io.github.googlenet4j;

import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.evaluate.ConfidenceInterval;
import io.github.googlenet4j.evaluate.Evaluation;
import io.github.googlenet4j.evaluate.Evaluator;
import io.github.googlenet4j.evaluate.ProbabilityReceiver;
import io.github.googlenet4j.evaluate.Temperature;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.train.EpochMetrics.Validation;
import io.github.googlenet4j.train.TrainingListener;
import io.github.googlenet4j.trainer.RunManifest;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Measures models on the parts of a run's data that are not trained on. */
record RunEvaluator(
    RunManifest manifest, Dataset dataset, TrainingListener listener, BooleanSupplier stop) {
  /** With more classes the counts would be megabytes. */
  private static final int CONFUSED_CLASSES = 100;

  /** The figures of the validation part, {@link Validation#NONE} without one. */
  Validation validate(Model model) {
    if (dataset.part(Part.VALIDATION).isEmpty()) {
      return Validation.NONE;
    }
    Temperature.Fit fit = new Temperature.Fit();
    int classes = model.classes().size();
    Evaluation evaluation =
        evaluate(
            model,
            Part.VALIDATION,
            (example, values, from) -> fit.add(values, from, classes, example.label()));
    return evaluation.images() == 0 // the files have gone since training began
        ? Validation.NONE
        : new Validation(evaluation.loss(), evaluation.top1(), evaluation.top5(), fit.best());
  }

  private Evaluation evaluate(Model model, Part part, ProbabilityReceiver probabilities) {
    List<Example> examples = dataset.part(part);
    return Evaluator.evaluate(
            model,
            examples,
            Engine.best(),
            engineOptions(),
            manifest.reading().limits(),
            done -> listener.working(part.toString(), done, examples.size()),
            stop,
            probabilities)
        .orElseThrow(() -> new CancellationException("stopped"));
  }

  /** Evaluates a model on all parts but the training part. */
  Map<Part, Evaluation> evaluate(Model model) {
    Map<Part, Evaluation> evaluations = new EnumMap<>(Part.class);
    for (Part part : List.of(Part.VALIDATION, Part.TEST)) {
      if (!dataset.part(part).isEmpty()) {
        evaluations.put(part, evaluate(model, part, ProbabilityReceiver.NONE));
      }
    }
    return evaluations;
  }

  /**
   * A model whose history says how it did: its scores and, for a page that shows them, the counts
   * of the confusion matrix of the last part. That has a row for each true class, a line with the
   * pictures that each class was the answer for.
   */
  static Model scored(Model model, Map<Part, Evaluation> evaluations) {
    Model scored = model;
    for (Map.Entry<Part, Evaluation> part : evaluations.entrySet()) {
      Evaluation evaluation = part.getValue();
      if (evaluation.images() == 0) {
        continue;
      }
      scored = scored.withHistory(part.getKey() + "_scores", scores(evaluation));
      if (model.classes().size() <= CONFUSED_CLASSES) {
        scored = scored.withHistory("confusion", counts(evaluation.confusion()));
      }
    }
    return scored;
  }

  private static String scores(Evaluation evaluation) {
    ConfidenceInterval interval = evaluation.top1Interval();
    return String.format(
        Locale.ROOT,
        "top-1 %.1f %% (95 %% interval %.1f to %.1f) of %d pictures",
        100 * evaluation.top1(),
        100 * interval.low(),
        100 * interval.high(),
        evaluation.images());
  }

  private static String counts(int[][] confusion) {
    return Arrays.stream(confusion)
        .map(row -> Arrays.stream(row).mapToObj(Integer::toString).collect(Collectors.joining(" ")))
        .collect(Collectors.joining("\n"));
  }

  EngineOptions engineOptions() {
    return EngineOptions.DEFAULT.withThreads(manifest.recipe().machine().threads());
  }
}
