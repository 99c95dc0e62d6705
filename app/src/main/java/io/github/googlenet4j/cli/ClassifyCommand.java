package io.github.googlenet4j.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.googlenet4j.Classifier;
import io.github.googlenet4j.ClassifierOptions;
import io.github.googlenet4j.Prediction;
import io.github.googlenet4j.Result;
import io.github.googlenet4j.data.PictureFolder;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.file.Model;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** {@code googlenet classify}: the most probable labels of pictures and folders of pictures. */
@Command(
    name = "classify",
    description = "Classifies pictures: prints the most probable labels of each.",
    footer = {
      "",
      "A picture that cannot be read is reported, and the others are classified;",
      "the exit status is then 1. Hidden files in folders are skipped. With --threshold,",
      "an answer that is not sure enough is printed below the words \"not sure\"; in",
      "--json the field \"sure\" is then false.",
      "",
      "Example:",
      "  googlenet classify --model bvlc.safetensors --top 3 holiday.jpg photographs/"
    })
final class ClassifyCommand implements Callable<Integer> {
  @Mixin private ModelFlags models = new ModelFlags();

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "Labels for each picture (default: ${DEFAULT-VALUE}).")
  private int top = ClassifierOptions.DEFAULT.top();

  @Option(
      names = "--threshold",
      paramLabel = "T",
      description =
          "Say \"not sure\" where the most probable label has less than this probability, 0 to 1."
              + " 'evaluate' tells which one reaches an accuracy.")
  private Optional<Double> threshold = Optional.empty();

  @Option(names = "--json", description = "Print one JSON object a line.")
  private boolean json;

  @Mixin private EngineFlags flags = new EngineFlags();

  @Mixin private PictureLimitFlags limits = new PictureLimitFlags();

  @Parameters(arity = "1..*", paramLabel = "PICTURE_OR_FOLDER", description = "What to classify.")
  private List<Path> places = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  private boolean refused;

  @Override
  public Integer call() throws IOException {
    if (threshold.isPresent() && !(threshold.get() >= 0 && threshold.get() <= 1)) {
      throw new ParameterException(
          spec.commandLine(),
          "--threshold: expected a probability from 0 to 1, found %s.".formatted(threshold.get()));
    }
    ClassifierOptions options =
        new ClassifierOptions(top, limits.limits(), flags.options(), models.crops());
    List<Model> read = models.read();
    try (Classifier classifier = Classifier.of(read, Engine.best(), options)) {
      List<Path> pictures = new ArrayList<>();
      for (Path place : places) {
        try {
          pictures.addAll(Files.isDirectory(place) ? below(place) : List.of(place));
        } catch (IOException e) {
          classify(classifier, pictures);
          pictures = new ArrayList<>();
          print(new Result.Refusal(place, ErrorLine.of(e)));
        }
      }
      classify(classifier, pictures);
    }
    return refused ? 1 : 0;
  }

  private List<Path> below(Path folder) throws IOException {
    PictureFolder.Contents contents = PictureFolder.contents(folder);
    PrintWriter err = spec.commandLine().getErr();
    contents.notes().forEach(note -> err.println("googlenet: " + note));
    return contents.pictures();
  }

  private void classify(Classifier classifier, List<Path> pictures) throws IOException {
    if (pictures.size() == 1) {
      print(one(classifier, pictures.get(0))); // compiled for one picture, not for a batch
    } else {
      classifier.classifyAll(pictures, this::print);
    }
  }

  private static Result one(Classifier classifier, Path picture) {
    try {
      return new Result.Answer(picture, classifier.classify(picture));
    } catch (IOException e) {
      return new Result.Refusal(picture, ErrorLine.of(e));
    }
  }

  private void print(Result result) {
    refused |= result instanceof Result.Refusal;
    PrintWriter out = spec.commandLine().getOut();
    if (out.checkError()) {
      throw new UncheckedIOException(new IOException(Main.OUTPUT_LOST)); // the reader has gone
    }
    if (json) {
      out.println(Json.line(writer -> write(writer, result)));
    } else if (result instanceof Result.Refusal refusal) {
      out.flush();
      spec.commandLine().getErr().println("googlenet: " + OptionHints.added(refusal.reason()));
    } else if (result instanceof Result.Answer answer) {
      out.println(answer.picture());
      if (!isSure(answer)) {
        out.println("  not sure");
      }
      for (Prediction prediction : answer.predictions()) {
        out.printf(
            Locale.ROOT, "  %5.1f %%  %s%n", 100 * prediction.probability(), prediction.label());
      }
    }
  }

  /** As float32, in which thresholds are told. */
  private boolean isSure(Result.Answer answer) {
    return threshold.isEmpty()
        || answer.predictions().get(0).probability() >= threshold.get().floatValue();
  }

  private void write(JsonGenerator json, Result result) throws IOException {
    json.writeStringField("file", result.picture().toString());
    if (result instanceof Result.Refusal refusal) {
      json.writeStringField("error", OptionHints.added(refusal.reason()));
    } else if (result instanceof Result.Answer answer) {
      if (threshold.isPresent()) {
        json.writeBooleanField("sure", isSure(answer));
      }
      json.writeArrayFieldStart("predictions");
      for (Prediction prediction : answer.predictions()) {
        json.writeStartObject();
        json.writeStringField("label", prediction.label());
        json.writeNumberField("index", prediction.index());
        json.writeNumberField("probability", prediction.probability());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
  }
}
