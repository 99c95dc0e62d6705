package io.github.googlenet4j.cli;

import io.github.googlenet4j.Training;
import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.data.Split;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.train.Preset;
import io.github.googlenet4j.train.Recipe;
import io.github.googlenet4j.train.RecipeChanges;
import io.github.googlenet4j.train.RecipeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
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
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code googlenet train}: from a folder of pictures to a model and a report. */
@Command(
    name = "train",
    description = "Trains a model on your own pictures.",
    footer = {
      "",
      "DATA is a folder with a folder of pictures for each class, or with the folders",
      "train, validation and test that contain such folders, or a CSV file with",
      "the columns path,label[,split]. Several DATA are used together. googlenet data",
      "shows what is understood of them.",
      "",
      "Presets: features (a new classifier on a model's features; the default with",
      "--model and fewer than 1000 training pictures), fine-tune (the whole model; the",
      "default with more), scratch (the default without --model), paper (as in 2014).",
      "--print-config prints all keys of a recipe.",
      "",
      "Ctrl-C finishes the step and saves; --resume continues to the same weights.",
      "--resume FOLDER DATA names the place to which the same pictures have moved,",
      "and --resume FOLDER --epochs N trains longer.",
      "",
      "Example:",
      "  googlenet train photographs/ --model bvlc.safetensors --output runs/first",
      "  googlenet train --resume runs/first"
    })
final class TrainCommand implements Callable<Integer> {
  @Parameters(arity = "0..*", paramLabel = "DATA", description = "Labelled pictures.")
  private List<Path> data = List.of();

  @Option(names = "--model", paramLabel = "START", description = "Model file to start from.")
  private Optional<Path> model = Optional.empty();

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description = "features, fine-tune, scratch or paper.")
  private Optional<String> preset = Optional.empty();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Recipe in YAML; options override it.")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--print-config",
      description = "Print the whole recipe, with comments, and exit.")
  private boolean printConfig;

  @Option(
      names = "--output",
      paramLabel = "FOLDER",
      description = "Folder for the run (default: runs/<data>-<preset>).")
  private Optional<Path> output = Optional.empty();

  @Option(names = "--force", description = "Replace an earlier run in that folder.")
  private boolean force;

  @Option(
      names = "--resume",
      paramLabel = "FOLDER",
      description = "Go on with the run in this folder.")
  private Optional<Path> resume = Optional.empty();

  @Option(
      names = "--split",
      paramLabel = "A/B/C",
      description =
          "Shares for training, validation and test where the data has none (default: 80/10/10).")
  private String split = "80/10/10";

  @Option(names = "--split-seed", paramLabel = "N", description = "Seed of the random split.")
  private long splitSeed;

  @Mixin private SourceFlags reading = new SourceFlags();

  @Option(names = "--variant", paramLabel = "NAME", description = "Network to train from scratch.")
  private Optional<String> variant = Optional.empty();

  @Option(names = "--epochs", paramLabel = "N", description = "How often each picture is seen.")
  private Optional<Integer> epochs = Optional.empty();

  @Option(names = "--batch", paramLabel = "N", description = "Pictures in one step.")
  private Optional<Integer> batch = Optional.empty();

  @Option(
      names = "--side",
      paramLabel = "N",
      description = "Side of the pictures that the model sees.")
  private Optional<Integer> side = Optional.empty();

  @Option(names = "--seed", paramLabel = "N", description = "Seed of everything random.")
  private Optional<Long> seed = Optional.empty();

  @Option(names = "--rate", paramLabel = "X", description = "Highest learning rate.")
  private Optional<Double> rate = Optional.empty();

  @Option(
      names = "--freeze-until",
      paramLabel = "STAGE",
      description = "Do not train the layers before this stage, such as inception_4a.")
  private Optional<String> freezeUntil = Optional.empty();

  @Option(
      names = "--cache",
      paramLabel = "SIZE",
      description = "Memory for decoded pictures, such as 4g.")
  private Optional<String> cache = Optional.empty();

  @Option(names = "--precision", paramLabel = "P", description = "auto, fp32 or bf16.")
  private Optional<String> precision = Optional.empty();

  @Option(names = "--device", paramLabel = "D", description = "auto, cpu or cuda.")
  private Optional<String> device = Optional.empty();

  @Option(names = "--threads", paramLabel = "N", description = "Cores to use; 0 for all.")
  private Optional<Integer> threads = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Any key of the recipe, such as augmentation.mixup=0.2.")
  private Map<String, String> set = new LinkedHashMap<>();

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    if (resume.isPresent()) {
      return resume(resume.get());
    }
    Optional<Model> start = Optional.empty();
    if (model.isPresent()) {
      start = Optional.of(ModelFile.read(model.get()));
    }
    Recipe recipe = recipe(start);
    if (printConfig) {
      spec.commandLine().getOut().print(RecipeFile.writeCommented(recipe));
      return 0;
    }
    if (data.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "DATA: expected a folder of pictures, found none");
    }
    Training.Request request =
        new Training.Request(
            data,
            Path.of(""),
            start,
            Optional.of(recipe),
            Split.parse(split, splitSeed),
            reading.options(),
            force);
    return ClaimedFolder.use(
        output,
        name(recipe.preset()),
        folder -> {
          Training.Request in = request.withFolder(folder);
          return TrainingConsole.run(
              spec.commandLine(), json, (listener, stop) -> Training.start(in, listener, stop));
        });
  }

  private int resume(Path folder) throws IOException {
    ParseResult given = spec.commandLine().getParseResult();
    List<String> others =
        given.matchedOptions().stream()
            .map(option -> option.longestName())
            .filter(name -> !List.of("--resume", "--epochs", "--json", "--debug").contains(name))
            .toList();
    if (!others.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "--resume: expected no other option than --epochs, as the run keeps its own, found "
              + others);
    }
    Training.Continuation same = Training.Continuation.of(folder).withData(data);
    Training.Continuation continuation = epochs.map(same::withEpochs).orElse(same);
    return TrainingConsole.run(
        spec.commandLine(),
        json,
        (listener, stop) -> Training.resume(continuation, listener, stop));
  }

  private String name(Preset chosen) {
    Path last = data.get(0).toAbsolutePath().normalize().getFileName();
    String name = last == null ? "data" : last.toString().replaceAll("(?i)\\.csv$", "");
    return name + "-" + chosen;
  }

  /** The preset, overridden by the model's variant and side, then the file, then the options. */
  private Recipe recipe(Optional<Model> start) throws IOException {
    int pictures =
        start.isPresent() && !data.isEmpty() && preset.isEmpty() && resume.isEmpty()
            ? Dataset.open(data, reading.options(), Split.parse(split, splitSeed))
                .part(Part.TRAIN)
                .size()
            : Integer.MAX_VALUE;
    RecipeChanges file = config.isPresent() ? RecipeFile.read(config.get()) : RecipeFile.parse("");
    RecipeChanges options = RecipeFile.parse("");
    Map<String, Optional<?>> given = new LinkedHashMap<>();
    given.put("preset", preset);
    given.put("variant", variant);
    given.put("side", side);
    given.put("epochs", epochs);
    given.put("batch", batch);
    given.put("seed", seed);
    given.put("freeze_until", freezeUntil);
    given.put("optimization.rate", rate);
    given.put("data.cache", cache);
    given.put("machine.precision", precision);
    given.put("machine.device", device);
    given.put("machine.threads", threads);
    given.forEach((key, value) -> value.ifPresent(some -> RecipeFile.put(options, key, some)));
    set.forEach((key, value) -> RecipeFile.set(options, key, value));
    Recipe recipe = RecipeFile.compose(start, pictures, file, options);
    Preset otherwise = RecipeFile.compose(start, file, options).preset();
    if (recipe.preset() != otherwise && !printConfig) {
      spec.commandLine()
          .getErr()
          .printf(
              "note: preset %s, as there are %d training pictures, fewer than %d; --preset %s trains the whole model%n",
              recipe.preset(), pictures, Preset.FEW, otherwise);
    }
    return recipe;
  }
}
