package io.github.googlenet4j.cli;

import io.github.googlenet4j.Classifier;
import io.github.googlenet4j.ClassifierOptions;
import io.github.googlenet4j.Prediction;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.onnx.OnnxComparison;
import io.github.googlenet4j.weights.GoldenComparison;
import io.github.googlenet4j.weights.ImportOptions;
import io.github.googlenet4j.weights.ImportedModel;
import io.github.googlenet4j.weights.WeightsImport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Imports weights, compares them with what is known of them, writes the model and says so.
 *
 * @param out what is printed goes there
 * @param output the model file
 * @param force whether it may be replaced
 */
record Importing(PrintWriter out, Path output, boolean force) {
  private static final int ENGINES = 2;

  /** Nothing is written if the weights do not fit, or give other results than the golden ones. */
  void run(Path weights, ImportOptions options, Optional<Path> golden, Optional<Path> picture)
      throws IOException {
    ImportedModel imported = WeightsImport.read(weights, options);
    Model model = imported.model();
    imported.notes().forEach(note -> out.println("note: " + OptionHints.added(note)));
    if (golden.isPresent()) {
      compare(model, golden.get());
    }
    if (WeightsImport.isOnnx(weights)) {
      compareWithFile(model, weights);
    }
    ModelFile.write(model, output, force);
    out.printf(
        Locale.ROOT,
        "%s: %s, %d classes, %,d parameters, %d pixels%n",
        output,
        model.variant().name(),
        model.classes().size(),
        model.graph().trainedParameters(),
        model.side());
    if (picture.isPresent()) {
      answer(model, picture.get());
    }
  }

  private void compare(Model model, Path golden) throws IOException {
    GoldenComparison found = GoldenComparison.of(golden, model, Engine.best());
    found
        .largestDifferences()
        .forEach(
            (head, difference) ->
                out.printf(
                    Locale.ROOT,
                    "%s: largest difference of logits from %s on %d inputs: %.1e%n",
                    head,
                    golden,
                    found.inputs(),
                    difference));
    found.requireAgreement();
  }

  /** Runs an ONNX file, where an engine can, and the model on pictures that are drawn here. */
  private void compareWithFile(Model model, Path weights) throws IOException {
    Optional<OnnxComparison> comparison;
    try {
      comparison = OnnxComparison.ofImported(weights, model);
    } catch (ModelFileException e) {
      throw e;
    } catch (IOException e) {
      out.println("note: not compared with the model: " + e.getMessage());
      return;
    }
    if (comparison.isEmpty()) {
      out.println(
          "note: The ONNX file was not compared with the model: no engine here runs it, or its input or output is none that the model has.");
      return;
    }
    OnnxComparison found = comparison.get();
    String result =
        String.format(
            Locale.ROOT,
            "largest difference between the file, run by %s, and the model, run by %s, %.1e on %d drawn pictures (largest value: %.3g)",
            found.witness(),
            found.engine(),
            found.largestDifference(),
            found.pictures(),
            found.largestValue());
    if (!found.agrees()) {
      throw new IOException(
          "%s: expected at most %.1e, found the %s. Nothing was written."
              .formatted(weights, found.tolerance(), result));
    }
    out.println(result);
  }

  private void answer(Model model, Path picture) throws IOException {
    List<Engine> engines =
        Engine.all().stream()
            .filter(engine -> engine.availability().usable())
            .limit(ENGINES)
            .toList();
    for (Engine engine : engines) {
      out.printf("%s, by %s:%n", picture, engine.name());
      try (Classifier classifier = Classifier.of(model, engine, ClassifierOptions.DEFAULT)) {
        for (Prediction prediction : classifier.classify(picture)) {
          out.printf(
              Locale.ROOT, "  %5.1f %%  %s%n", 100 * prediction.probability(), prediction.label());
        }
      }
    }
  }
}
