package io.github.googlenet4j.cli;

import io.github.googlenet4j.clean.Cleaner;
import io.github.googlenet4j.clean.CleanerOptions;
import io.github.googlenet4j.clean.NearDuplicates;
import io.github.googlenet4j.data.ClassNames;
import io.github.googlenet4j.data.DataReport;
import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.Split;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code googlenet data}: counts labelled pictures and lists their problems. */
@Command(
    name = "data",
    description = "Looks through labelled pictures before anybody trains with them.",
    footer = {
      "",
      "DATA is a folder with a folder for each class, or with the folders train, validation",
      "and test that contain such folders, or a CSV file with the columns",
      "path,label[,split]. Other names of parts (Training, dev, seg_test) and columns (image,",
      "class) are understood. Several DATA are joined. Every picture is read. Unreadable",
      "pictures, exact duplicates, leaks between parts and tiny pictures are listed. The",
      "exit status is 1 if training would not start, or a class has no readable picture.",
      "",
      "Example:",
      "  googlenet data photographs/"
    })
final class DataCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "DATA", description = "Folders or CSV files.")
  private List<Path> sources = List.of();

  @Option(
      names = "--split",
      paramLabel = "T/V/T",
      description =
          "How pictures without parts are divided into train, validation and test (default:"
              + " ${DEFAULT-VALUE}).")
  private String split = Split.DEFAULT.toString();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the random division (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--tiny",
      paramLabel = "N",
      description = "List pictures with a short side below N pixels (default: ${DEFAULT-VALUE}).")
  private int tiny = 32;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Cores to use; 0 for all (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description =
          "Also say which classes this model knows, by label, id or index, and find pictures that"
              + " are nearly the same by its features.")
  private Optional<Path> model = Optional.empty();

  @Mixin private SourceFlags reading = new SourceFlags();

  @Option(names = "--json", description = "Print one JSON object, with every file name.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    if (threads < 0) {
      throw new IllegalArgumentException(
          "--threads: expected 0 or more, found %d. Choose 0 for all cores.".formatted(threads));
    }
    Optional<Model> known = Optional.empty();
    if (model.isPresent()) {
      known = Optional.of(ModelFile.read(model.get()));
    }
    ProgressLine line = new ProgressLine(spec.commandLine().getErr());
    DataReport read =
        DataReport.of(
            sources,
            reading.options(),
            Split.parse(split, seed),
            tiny,
            threads,
            (done, all) -> {
              if (!json) {
                line.show("%d of %d pictures".formatted(done, all), (double) done / all);
              }
            });
    line.clear();
    DataReport report = known.map(found -> named(read, found)).orElse(read);
    List<NearDuplicates> alike = new ArrayList<>();
    known.ifPresent(found -> alike.addAll(nearDuplicates(found, report.dataset(), line)));
    line.clear();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          Json.line(
              writer -> {
                DataText.write(writer, report);
                if (model.isPresent()) {
                  CleaningText.nearDuplicates(writer, alike, report.dataset().classes());
                }
              }));
    } else {
      DataText.print(out, report, alike);
    }
    return report.errors().isEmpty() ? 0 : 1;
  }

  /** Groups of pictures that are nearly the same; the report has those of the same bytes. */
  private List<NearDuplicates> nearDuplicates(Model found, Dataset dataset, ProgressLine line) {
    CleanerOptions options =
        CleanerOptions.DEFAULT
            .withLimits(reading.options().limits())
            .withEngine(EngineOptions.DEFAULT.withThreads(threads));
    return Cleaner.nearDuplicates(
            found,
            dataset,
            options,
            Engine.best(),
            (what, done, all) -> {
              if (!json) {
                line.show("%s %d of %d".formatted(what, done, all), (double) done / all);
              }
            },
            () -> false)
        .orElseThrow()
        .stream()
        .filter(group -> !group.identical())
        .toList();
  }

  private static DataReport named(DataReport read, Model model) {
    ClassNames names = ClassNames.of(model.classes(), model.classIds());
    List<String> classes = read.dataset().classes();
    List<String> unknown = names.unknown(classes);
    String note =
        "the model knows %d of the %d classes%s"
            .formatted(
                classes.size() - unknown.size(),
                classes.size(),
                unknown.isEmpty() ? "" : ", not " + String.join(", ", unknown));
    return read.withLabels(names.labelsOfIds(classes), note);
  }
}
