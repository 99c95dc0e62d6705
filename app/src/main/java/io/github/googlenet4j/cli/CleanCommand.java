package io.github.googlenet4j.cli;

import io.github.googlenet4j.clean.Cleaner;
import io.github.googlenet4j.clean.CleanerOptions;
import io.github.googlenet4j.clean.CleaningReport;
import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.Split;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.file.AtomicFile;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.report.CleaningPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code googlenet clean}: finds wrong labels, near duplicates and odd pictures. */
@Command(
    name = "clean",
    description = "Finds wrong labels, near duplicates and odd pictures in labelled pictures.",
    footer = {
      "",
      "Classifiers are fitted on the model's features, each without a fifth of the pictures,",
      "which it then judges (confident learning, Northcutt et al. 2021). Suspicious are those",
      "for which another class is more probable than the label; the score is the label's own",
      "probability (self-confidence), the lowest first. 'issue' marks those that confident",
      "learning counts as wrong. All parts of DATA are looked through together. The model may",
      "be any, such as the one that training starts with.",
      "",
      "The page has tick boxes that write a file of corrections, which the option",
      "--corrections of data, train and evaluate applies. Features are kept in the cache",
      "folder of this user, so that the next run takes seconds.",
      "",
      "Example:",
      "  googlenet clean photographs/ --model bvlc.safetensors --output clean.html"
    })
final class CleanCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "DATA", description = "Folders or CSV files.")
  private List<Path> sources = List.of();

  @Option(names = "--model", required = true, paramLabel = "MODEL", description = "Model file.")
  private Path model = Path.of("");

  @Option(
      names = "--output",
      paramLabel = "PAGE",
      description = "Write an HTML page with the pictures.")
  private Optional<Path> page = Optional.empty();

  @Option(
      names = "--csv",
      paramLabel = "FILE",
      description = "Write the suspicious pictures as a CSV file.")
  private Optional<Path> csv = Optional.empty();

  @Option(
      names = "--raw-cells",
      description =
          "Do not put an apostrophe before text in it that begins with =, +, - or @, which a"
              + " spreadsheet would compute.")
  private boolean rawCells;

  @Option(names = "--force", description = "Replace existing files.")
  private boolean force;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the folds (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--no-cache", description = "Neither keep features nor take kept ones.")
  private boolean noCache;

  @Option(names = "--json", description = "Print one JSON object, with every file name.")
  private boolean json;

  @Mixin private SourceFlags reading = new SourceFlags();

  @Mixin private FeatureFlags flags = new FeatureFlags();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    CleanerOptions options =
        CleanerOptions.DEFAULT
            .withCached(!noCache)
            .withSeed(seed)
            .withLimits(reading.options().limits())
            .withEngine(flags.options());
    if (page.isPresent()) {
      AtomicFile.checkTarget(page.get(), force);
    }
    if (csv.isPresent()) {
      AtomicFile.checkTarget(csv.get(), force);
    }
    Model known = ModelFile.read(model);
    Dataset dataset = Dataset.open(sources, reading.options(), Split.DEFAULT);
    PrintWriter err = spec.commandLine().getErr();
    ProgressLine line = new ProgressLine(err);
    CleaningReport report =
        Cleaner.clean(
                known,
                dataset,
                options,
                Engine.best(),
                (what, done, all) ->
                    line.show("%s %d of %d".formatted(what, done, all), (double) done / all),
                () -> false)
            .orElseThrow();
    line.clear();
    report.notes().forEach(note -> err.println("googlenet: " + OptionHints.added(note)));
    report.refusals().forEach(refusal -> err.println("googlenet: " + OptionHints.added(refusal)));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.line(writer -> CleaningText.write(writer, report)));
    } else {
      CleaningText.print(out, report);
    }
    if (csv.isPresent()) {
      AtomicFile.write(csv.get(), force, CleaningText.csv(report, !rawCells));
    }
    if (page.isPresent()) {
      CleaningPage.write(
          page.get(), name(), report, reading.options().limits(), flags.options().threads(), force);
    }
    return report.refusals().isEmpty() ? 0 : 1;
  }

  private String name() {
    Path last = sources.get(0).toAbsolutePath().normalize().getFileName();
    return last == null ? sources.get(0).toString() : last.toString();
  }
}
