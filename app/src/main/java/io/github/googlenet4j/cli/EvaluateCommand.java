package io.github.googlenet4j.cli;

import io.github.googlenet4j.data.ClassNames;
import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.evaluate.Bootstrap;
import io.github.googlenet4j.evaluate.Evaluation;
import io.github.googlenet4j.evaluate.Evaluator;
import io.github.googlenet4j.evaluate.PaperTable;
import io.github.googlenet4j.evaluate.PredictionsFile;
import io.github.googlenet4j.evaluate.ProbabilityReceiver;
import io.github.googlenet4j.explain.Explainer;
import io.github.googlenet4j.file.AtomicFile;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.image.Crops;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.report.PageOptions;
import io.github.googlenet4j.report.RunReport;
import io.github.googlenet4j.report.RunSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
      "  googlenet evaluate --model runs/first/model.safetensors photographs/test",
      "  googlenet evaluate --model a.safetensors --model b.safetensors --paper-table \\",
      "    photographs/test"
    })
final class EvaluateCommand implements Callable<Integer> {
  @Mixin private ModelFlags models = new ModelFlags();

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
      names = {"--predictions", "--answers"},
      paramLabel = "FILE",
      description = "Also write a CSV file with the answer for each picture.")
  private Optional<Path> predictions = Optional.empty();

  @Option(
      names = "--all-probabilities",
      description = "With --predictions: a column with the probability of each class, too.")
  private boolean allProbabilities;

  @Option(
      names = "--raw-cells",
      description =
          "Do not put an apostrophe before text in it that begins with =, +, - or @, which a"
              + " spreadsheet would compute.")
  private boolean rawCells;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Seed of the draws for intervals of macro averages (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--paper-table",
      description =
          "Print the paper's table 3 instead: errors of the first and of all models with 1, 10 and"
              + " 144 crops.")
  private boolean paperTable;

  @Option(names = "--force", description = "Replace existing files.")
  private boolean force;

  @Mixin private SourceFlags reading = new SourceFlags();

  @Mixin private EngineFlags flags = new EngineFlags();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    if (allProbabilities && predictions.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--all-probabilities: expected --predictions FILE beside it, found none.");
    }
    if (paperTable) {
      for (String other : List.of("--crops", "--report", "--predictions")) {
        if (spec.commandLine().getParseResult().hasMatchedOption(other)) {
          throw new ParameterException(
              spec.commandLine(),
              "--paper-table: expected no %s beside it, found one.".formatted(other));
        }
      }
    }
    EngineOptions options = flags.options();
    Bootstrap bootstrap = Bootstrap.DEFAULT.withSeed(seed);
    if (report.isPresent()) {
      AtomicFile.checkTarget(report.get(), force);
    }
    if (predictions.isPresent()) {
      AtomicFile.checkTarget(predictions.get(), force);
    }
    Crops crops = models.crops();
    List<Model> all = models.read();
    Model read = all.get(0); // whose order of classes counts
    ClassNames names = ClassNames.of(read.classes(), read.classIds());
    Dataset dataset = Dataset.forEvaluation(data, reading.options(), names);
    List<Example> examples = dataset.part(Part.TEST);
    PrintWriter err = spec.commandLine().getErr();
    dataset.notes().forEach(note -> err.println("googlenet: " + OptionHints.added(note)));
    ProgressLine line = new ProgressLine(err);
    if (paperTable) {
      return paperTable(all, examples, options, line);
    }
    PredictionsFile rows = new PredictionsFile(read.classes(), allProbabilities, !rawCells);
    Evaluation evaluation =
        Evaluator.evaluate(
                all,
                crops,
                examples,
                Engine.best(),
                options,
                reading.options().limits(),
                done -> show(line, done, examples),
                () -> false,
                predictions.isPresent() ? rows : ProbabilityReceiver.NONE)
            .orElseThrow();
    line.clear();
    checkRead(evaluation, examples);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.line(new EvaluationJson(evaluation, bootstrap)::write));
    } else {
      new EvaluationText(evaluation, bootstrap).print(out);
    }
    if (predictions.isPresent()) {
      rows.write(predictions.get(), force);
    }
    if (report.isPresent()) {
      writeReport(report.get(), all, options, evaluation);
    }
    return evaluation.refusals().isEmpty() ? 0 : 1;
  }

  /** With maps of mistakes where one model has made them. */
  private void writeReport(Path file, List<Model> all, EngineOptions options, Evaluation evaluation)
      throws IOException {
    PictureLimits limits = reading.options().limits();
    Bootstrap bootstrap = Bootstrap.DEFAULT.withSeed(seed);
    RunSummary summary =
        RunSummary.of(models.name(), all.get(0), Map.of(Part.TEST, evaluation))
            .withPage(new PageOptions(limits, bootstrap, Optional.empty()));
    if (all.size() > 1) {
      RunReport.write(file, summary, force);
      return;
    }
    try (Explainer explainer = PageOptions.explainer(all.get(0), options, limits)) {
      RunReport.write(file, summary.withPage(summary.page().withExplainer(explainer)), force);
    }
  }

  private static void show(ProgressLine line, int done, List<Example> examples) {
    line.show(
        "%d of %d pictures".formatted(done, examples.size()), (double) done / examples.size());
  }

  /** Tells which pictures could not be read, and refuses data without any that could. */
  private void checkRead(Evaluation evaluation, List<Example> examples) throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    evaluation
        .refusals()
        .forEach(refusal -> err.println("googlenet: " + OptionHints.added(refusal)));
    if (evaluation.images() == 0) {
      throw new IOException(
          "%s: expected a picture that can be read, found none of %d. Replace the files."
              .formatted(data.get(0), examples.size()));
    }
  }

  private int paperTable(
      List<Model> all, List<Example> examples, EngineOptions options, ProgressLine line)
      throws IOException {
    PaperTable table =
        PaperTable.measure(
                all,
                examples,
                Engine.best(),
                options,
                reading.options().limits(),
                done -> show(line, done, examples),
                () -> false)
            .orElseThrow();
    line.clear();
    Evaluation any = table.rows().get(0).evaluation();
    checkRead(any, examples);
    PrintWriter out = spec.commandLine().getOut();
    PaperTableText text = new PaperTableText(table);
    if (json) {
      out.println(Json.line(text::write));
    } else {
      text.print(out);
    }
    return any.refusals().isEmpty() ? 0 : 1;
  }
}
