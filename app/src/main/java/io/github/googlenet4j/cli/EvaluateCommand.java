package io.github.googlenet4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.googlenet4j.data.ClassNames;
import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.evaluate.AnswersFile;
import io.github.googlenet4j.evaluate.ClassScore;
import io.github.googlenet4j.evaluate.ConfidenceInterval;
import io.github.googlenet4j.evaluate.Evaluation;
import io.github.googlenet4j.evaluate.Evaluator;
import io.github.googlenet4j.file.AtomicFile;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.report.RunReport;
import io.github.googlenet4j.report.RunSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code googlenet evaluate}: accuracy and scores of a model on labelled pictures. */
@Command(
    name = "evaluate",
    description = "Evaluates a model on labelled pictures: accuracy, and scores of each class.",
    footer = {
      "",
      "DATA is a folder with a folder of pictures for each class, or one with the",
      "folders train, validation and test, of which the test part is taken, or a CSV",
      "file with the columns path,label[,split]. A class is named by its label, its",
      "id (n02012849) or its index. Pictures that cannot be read are reported and",
      "not counted; the exit status is then 1.",
      "",
      "Example:",
      "  googlenet evaluate --model runs/first/model.safetensors photographs/test"
    })
final class EvaluateCommand implements Callable<Integer> {
  @Option(names = "--model", required = true, paramLabel = "MODEL", description = "Model file.")
  private Path model = Path.of("");

  @Parameters(arity = "1..*", paramLabel = "DATA", description = "Labelled pictures.")
  private List<Path> data = List.of();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Also write a report as an HTML page.")
  private Optional<Path> report = Optional.empty();

  @Option(
      names = "--answers",
      paramLabel = "FILE",
      description = "Also write a CSV file with the answer for each picture.")
  private Optional<Path> answers = Optional.empty();

  @Option(
      names = "--raw-cells",
      description =
          "Do not put an apostrophe before text in it that begins with =, +, - or @, which a"
              + " spreadsheet would compute.")
  private boolean rawCells;

  @Option(names = "--force", description = "Replace existing files.")
  private boolean force;

  @Mixin private SourceFlags reading = new SourceFlags();

  @Mixin private EngineFlags flags = new EngineFlags();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    EngineOptions options = flags.options();
    if (report.isPresent()) {
      AtomicFile.checkTarget(report.get(), force);
    }
    if (answers.isPresent()) {
      AtomicFile.checkTarget(answers.get(), force);
    }
    Model read = ModelFile.read(model);
    ClassNames names = ClassNames.of(read.classes(), read.classIds());
    Dataset dataset = Dataset.forEvaluation(data, reading.options(), names);
    List<Example> examples = dataset.part(Part.TEST);
    PrintWriter err = spec.commandLine().getErr();
    dataset.notes().forEach(note -> err.println("googlenet: " + OptionHints.added(note)));
    ProgressLine line = new ProgressLine(err);
    Evaluation evaluation =
        Evaluator.evaluate(
            read,
            examples,
            options,
            reading.options().limits(),
            done ->
                line.show(
                    "%d of %d pictures".formatted(done, examples.size()),
                    (double) done / examples.size()));
    line.clear();
    evaluation
        .refusals()
        .forEach(refusal -> err.println("googlenet: " + OptionHints.added(refusal)));
    if (evaluation.images() == 0) {
      throw new IOException(
          "%s: expected a picture that can be read, found none of %d. Replace the files."
              .formatted(data.get(0), examples.size()));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.line(writer -> write(writer, evaluation)));
    } else {
      print(out, evaluation);
    }
    if (answers.isPresent()) {
      AnswersFile.write(answers.get(), evaluation, !rawCells, force);
    }
    if (report.isPresent()) {
      RunReport.write(
          report.get(),
          RunSummary.of(model.toString(), read, Map.of(Part.TEST, evaluation))
              .withLimits(reading.options().limits()),
          force);
    }
    return evaluation.refusals().isEmpty() ? 0 : 1;
  }

  private static void print(PrintWriter out, Evaluation evaluation) {
    List<String> names = evaluation.names();
    int width = names.stream().mapToInt(String::length).max().orElse(0);
    width = Math.max(5, Math.min(40, width));
    out.printf(
        "%-" + width + "s  %8s  %9s  %6s  %6s%n", "class", "pictures", "precision", "recall", "F1");
    for (ClassScore score : evaluation.perClass()) {
      if (score.images() > 0 || score.precision() > 0) {
        out.printf(
            Locale.ROOT,
            "%-" + width + "s  %8d  %7.1f %%  %4.1f %%  %4.1f %%%n",
            names.get(score.index()),
            score.images(),
            100 * score.precision(),
            100 * score.recall(),
            100 * score.f1());
      }
    }
    out.println();
    print(out, "top-1", evaluation.top1(), evaluation.top1Interval(), evaluation.images());
    if (!Double.isNaN(evaluation.top5())) {
      print(out, "top-5", evaluation.top5(), evaluation.top5Interval(), evaluation.images());
    }
    out.printf(
        Locale.ROOT,
        "loss: %.3f, calibration error: %.1f %%%n",
        evaluation.loss(),
        100 * evaluation.calibrationError());
  }

  private static void print(
      PrintWriter out, String name, double share, ConfidenceInterval interval, int images) {
    out.printf(
        Locale.ROOT,
        "%s: %.1f %% of %d pictures (95 %% interval %.1f to %.1f)%n",
        name,
        100 * share,
        images,
        100 * interval.low(),
        100 * interval.high());
  }

  private static void write(JsonGenerator json, Evaluation evaluation) throws IOException {
    json.writeNumberField("images", evaluation.images());
    json.writeNumberField("top1", evaluation.top1());
    write(json, "top1_interval", evaluation.top1Interval());
    if (!Double.isNaN(evaluation.top5())) {
      json.writeNumberField("top5", evaluation.top5());
      write(json, "top5_interval", evaluation.top5Interval());
    }
    json.writeNumberField("loss", evaluation.loss());
    json.writeNumberField("calibration_error", evaluation.calibrationError());
    json.writeArrayFieldStart("classes");
    for (String label : evaluation.classes()) {
      json.writeString(label);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("per_class");
    for (ClassScore score : evaluation.perClass()) {
      json.writeStartObject();
      json.writeNumberField("index", score.index());
      json.writeStringField("label", score.label());
      json.writeNumberField("images", score.images());
      json.writeNumberField("precision", score.precision());
      json.writeNumberField("recall", score.recall());
      json.writeNumberField("f1", score.f1());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("confusion");
    for (int[] row : evaluation.confusion()) {
      json.writeArray(row, 0, row.length);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("refused");
    for (String refusal : evaluation.refusals()) {
      json.writeString(OptionHints.added(refusal));
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, String name, ConfidenceInterval interval)
      throws IOException {
    json.writeArrayFieldStart(name);
    json.writeNumber(interval.low());
    json.writeNumber(interval.high());
    json.writeEndArray();
  }
}
