package io.github.googlenet4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.googlenet4j.data.ClassNames;
import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.data.Split;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.evaluate.Calibrated;
import io.github.googlenet4j.evaluate.Evaluation;
import io.github.googlenet4j.file.AtomicFile;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code googlenet calibrate}: a model that is as sure as it is right. */
@Command(
    name = "calibrate",
    description = "Makes a model whose probabilities are as sure as its answers are right.",
    footer = {
      "",
      "The logits are divided by the temperature that makes the true labels of the",
      "validation part most likely. The last layer takes it in, so that every command,",
      "engine and exported file answers with it; no answer changes. Models of 'train'",
      "are calibrated already. DATA is as for 'train': without parts, its pictures are",
      "split as there. Judge the result on a test part, which it was not fitted on.",
      "",
      "Example:",
      "  googlenet calibrate --model imported.safetensors photographs \\",
      "      --output calibrated.safetensors"
    })
final class CalibrateCommand implements Callable<Integer> {
  @Option(names = "--model", required = true, paramLabel = "MODEL", description = "Model file.")
  private Path model = Path.of("");

  @Parameters(
      arity = "1..*",
      paramLabel = "DATA",
      description = "Labelled pictures with a validation part.")
  private List<Path> data = List.of();

  @Option(
      names = "--output",
      required = true,
      paramLabel = "MODEL2",
      description = "File to write.")
  private Path output = Path.of("");

  @Option(
      names = "--split",
      paramLabel = "T/V/T",
      description =
          "How pictures without parts were divided for training (default: ${DEFAULT-VALUE}).")
  private String split = Split.DEFAULT.toString();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of that division (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--force", description = "Replace an existing MODEL2.")
  private boolean force;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Mixin private SourceFlags reading = new SourceFlags();

  @Mixin private EngineFlags flags = new EngineFlags();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    EngineOptions options = flags.options();
    Split division = Split.parse(split, seed);
    AtomicFile.checkTarget(output, force);
    OutputFile.requireOther(output, model, "MODEL");
    Model read = ModelFile.read(model);
    ClassNames names = ClassNames.of(read.classes(), read.classIds());
    Dataset dataset = Dataset.forCalibration(data, reading.options(), division, names);
    List<Example> examples = dataset.part(Part.VALIDATION);
    PrintWriter err = spec.commandLine().getErr();
    dataset.notes().forEach(note -> err.println("googlenet: " + OptionHints.added(note)));
    ProgressLine line = new ProgressLine(err);
    int all = 2 * examples.size(); // they are evaluated before and after
    Calibrated result =
        Calibrated.of(
            read,
            examples,
            Engine.best(),
            options,
            reading.options().limits(),
            done -> line.show("%d of %d pictures".formatted(done, all), (double) done / all));
    line.clear();
    List<String> refusals = result.before().refusals();
    refusals.forEach(refusal -> err.println("googlenet: " + OptionHints.added(refusal)));
    ModelFile.write(result.model(), output, force);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.line(writer -> write(writer, result)));
    } else {
      print(out, result);
    }
    return refusals.isEmpty() ? 0 : 1;
  }

  private void print(PrintWriter out, Calibrated result) {
    Evaluation before = result.before();
    Evaluation after = result.after();
    out.printf(
        Locale.ROOT,
        "temperature: %.3f, fitted on %d pictures of the validation part%n",
        result.temperature().value(),
        before.images());
    out.printf(
        Locale.ROOT,
        "loss (negative log-likelihood): %.3f before, %.3f after%n",
        before.loss(),
        after.loss());
    out.printf(
        Locale.ROOT,
        "calibration error over groups of equal count: %.1f %% before, %.1f %% after%n",
        100 * before.calibrationError(),
        100 * after.calibrationError());
    out.printf(
        Locale.ROOT,
        "calibration error over groups of equal width: %.1f %% before, %.1f %% after%n",
        100 * before.calibrationByWidth().error(),
        100 * after.calibrationByWidth().error());
    out.printf("model: %s%n", output);
  }

  private void write(JsonGenerator json, Calibrated result) throws IOException {
    json.writeStringField("output", output.toString());
    json.writeNumberField("images", result.before().images());
    json.writeNumberField("temperature", result.temperature().value());
    figures(json, "before", result.before());
    figures(json, "after", result.after());
    json.writeArrayFieldStart("refused");
    for (String refusal : result.before().refusals()) {
      json.writeString(OptionHints.added(refusal));
    }
    json.writeEndArray();
  }

  private static void figures(JsonGenerator json, String name, Evaluation evaluation)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("top1", evaluation.top1());
    json.writeNumberField("negative_log_likelihood", evaluation.loss());
    json.writeNumberField("brier", evaluation.brier());
    json.writeNumberField("calibration_error", evaluation.calibrationError());
    json.writeNumberField("calibration_error_equal_width", evaluation.calibrationByWidth().error());
    json.writeEndObject();
  }
}
