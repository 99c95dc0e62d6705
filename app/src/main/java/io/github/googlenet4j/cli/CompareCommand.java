package io.github.googlenet4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.googlenet4j.data.ClassNames;
import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.evaluate.Bootstrap;
import io.github.googlenet4j.evaluate.Comparison;
import io.github.googlenet4j.evaluate.ConfidenceInterval;
import io.github.googlenet4j.evaluate.Evaluation;
import io.github.googlenet4j.evaluate.PictureScore;
import io.github.googlenet4j.file.AtomicFile;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.image.Crops;
import io.github.googlenet4j.report.ComparisonReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code googlenet compare}: whether one of two models is better on the same pictures. */
@Command(
    name = "compare",
    description = "Compares two models on the same labelled pictures.",
    footer = {
      "",
      "Name --model twice. DATA is read as by evaluate, the classes of the models may",
      "stand in any order, and the difference is the second model's top-1 less the",
      "first one's. Its interval comes from pictures drawn again and again, with the",
      "results of both models (bootstrap); p is McNemar's exact one. Pictures that",
      "cannot be read are reported and not counted; the exit status is then 1.",
      "",
      "Example:",
      "  googlenet compare photographs/test --model old.safetensors \\",
      "    --model new.safetensors --report difference.html"
    })
final class CompareCommand implements Callable<Integer> {
  @Mixin private ModelFlags models = new ModelFlags();

  @Parameters(arity = "1..*", paramLabel = "DATA", description = "Labelled pictures.")
  private List<Path> data = List.of();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Also write an HTML page with the pictures that only one model gets right.")
  private Optional<Path> report = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of the interval's draws (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--force", description = "Replace an existing file.")
  private boolean force;

  @Mixin private SourceFlags reading = new SourceFlags();

  @Mixin private EngineFlags flags = new EngineFlags();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    if (models.files().size() != 2) {
      throw new ParameterException(
          spec.commandLine(),
          "--model: expected two models, found %d.".formatted(models.files().size()));
    }
    EngineOptions options = flags.options();
    Crops crops = models.crops();
    Bootstrap bootstrap = Bootstrap.DEFAULT.withSeed(seed);
    if (report.isPresent()) {
      AtomicFile.checkTarget(report.get(), force);
    }
    List<Model> both = models.read();
    Model first = both.get(0); // whose order of classes counts
    ClassNames names = ClassNames.of(first.classes(), first.classIds());
    Dataset dataset = Dataset.forEvaluation(data, reading.options(), names);
    List<Example> examples = dataset.part(Part.TEST);
    PrintWriter err = spec.commandLine().getErr();
    dataset.notes().forEach(note -> err.println("googlenet: " + OptionHints.added(note)));
    ProgressLine line = new ProgressLine(err);
    Comparison comparison =
        Comparison.measure(
                first,
                both.get(1),
                crops,
                examples,
                Engine.best(),
                options,
                reading.options().limits(),
                done ->
                    line.show(
                        "%d of %d pictures".formatted(done, examples.size()),
                        (double) done / examples.size()),
                () -> false)
            .orElseThrow();
    line.clear();
    List<String> refusals = comparison.first().refusals();
    refusals.forEach(refusal -> err.println("googlenet: " + OptionHints.added(refusal)));
    if (comparison.images() == 0) {
      throw new IOException(
          "%s: expected a picture that can be read, found none of %d. Replace the files."
              .formatted(data.get(0), examples.size()));
    }
    String a = name(0);
    String b = name(1);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.line(writer -> write(writer, comparison, bootstrap)));
    } else {
      print(out, comparison, bootstrap);
      out.println(comparison.sentence(a, b, bootstrap));
    }
    if (report.isPresent()) {
      ComparisonReport.write(
          report.get(), comparison, bootstrap, a, b, reading.options().limits(), force);
    }
    return refusals.isEmpty() ? 0 : 1;
  }

  /** What to call a model: its file's name, or its path where both have the same name. */
  private String name(int index) {
    Path file = models.files().get(index);
    Path other = models.files().get(1 - index);
    boolean same = String.valueOf(file.getFileName()).equals(String.valueOf(other.getFileName()));
    return same ? file.toString() : String.valueOf(file.getFileName());
  }

  private void print(PrintWriter out, Comparison comparison, Bootstrap bootstrap) {
    List<Evaluation> evaluations = List.of(comparison.first(), comparison.second());
    for (int i = 0; i < evaluations.size(); i++) {
      ConfidenceInterval interval = evaluations.get(i).top1Interval();
      out.printf(
          Locale.ROOT,
          "top-1 of %s: %.1f %% of %d pictures (95 %% interval %.1f to %.1f)%n",
          models.files().get(i),
          100 * evaluations.get(i).top1(),
          comparison.images(),
          100 * interval.low(),
          100 * interval.high());
    }
    ConfidenceInterval interval = comparison.interval(bootstrap);
    int first = comparison.onlyFirst().size();
    int second = comparison.onlySecond().size();
    out.printf(
        Locale.ROOT,
        "right: both %d, only the first %d, only the second %d, neither %d%n",
        comparison.both(),
        first,
        second,
        comparison.images() - comparison.both() - first - second);
    out.printf(
        Locale.ROOT,
        "difference: %+.1f %% (95 %% interval %+.1f to %+.1f), McNemar's exact p %.3g%n",
        100 * comparison.difference(),
        100 * interval.low(),
        100 * interval.high(),
        comparison.probability());
  }

  private void write(JsonGenerator json, Comparison comparison, Bootstrap bootstrap)
      throws IOException {
    json.writeNumberField("images", comparison.images());
    json.writeArrayFieldStart("models");
    for (int i = 0; i < 2; i++) {
      Evaluation evaluation = i == 0 ? comparison.first() : comparison.second();
      json.writeStartObject();
      json.writeStringField("model", models.files().get(i).toString());
      json.writeNumberField("top1", evaluation.top1());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("difference", comparison.difference());
    ConfidenceInterval interval = comparison.interval(bootstrap);
    json.writeArrayFieldStart("difference_interval");
    json.writeNumber(interval.low());
    json.writeNumber(interval.high());
    json.writeEndArray();
    json.writeNumberField("mcnemar_p", comparison.probability());
    json.writeBooleanField("more_than_chance", comparison.moreThanChance());
    json.writeNumberField("both_right", comparison.both());
    pictures(json, "only_first_right", comparison, comparison.onlyFirst());
    pictures(json, "only_second_right", comparison, comparison.onlySecond());
    json.writeStringField("sentence", comparison.sentence(name(0), name(1), bootstrap));
    json.writeArrayFieldStart("refused");
    for (String refusal : comparison.first().refusals()) {
      json.writeString(OptionHints.added(refusal));
    }
    json.writeEndArray();
  }

  private static void pictures(
      JsonGenerator json, String name, Comparison comparison, List<Integer> indices)
      throws IOException {
    List<String> labels = comparison.first().names();
    json.writeArrayFieldStart(name);
    for (int index : indices) {
      PictureScore first = comparison.first().scores().get(index);
      PictureScore second = comparison.second().scores().get(index);
      json.writeStartObject();
      json.writeStringField("file", first.example().file().toString());
      json.writeStringField("truth", labels.get(first.example().label()));
      json.writeStringField("first", labels.get(first.predicted()));
      json.writeStringField("second", labels.get(second.predicted()));
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
