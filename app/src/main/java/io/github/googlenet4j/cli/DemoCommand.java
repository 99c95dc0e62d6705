package io.github.googlenet4j.cli;

import io.github.googlenet4j.Classifier;
import io.github.googlenet4j.Prediction;
import io.github.googlenet4j.Training;
import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.data.Split;
import io.github.googlenet4j.demo.DrawnPictures;
import io.github.googlenet4j.train.Recipe;
import io.github.googlenet4j.train.RecipeFile;
import io.github.googlenet4j.train.RunFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code googlenet demo}: drawn pictures, training, evaluation; nothing is downloaded. */
@Command(
    name = "demo",
    description = "Draws labelled pictures, trains a network on them and evaluates it.",
    footer = {
      "",
      "Nine classes of shapes and textures are drawn. A network is trained on them from",
      "scratch with both auxiliary heads at 64 pixels, and evaluated on other pictures.",
      "It takes about two minutes on two cores. The folder then contains the pictures",
      "and a run as googlenet train makes it: model, recipe, metrics, report.",
      "",
      "Example:",
      "  googlenet demo --output runs/demo"
    })
final class DemoCommand implements Callable<Integer> {
  private static final int SHOWN = 5;

  @Option(
      names = "--output",
      paramLabel = "FOLDER",
      description = "Folder for pictures and run (default: runs/demo).")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of pictures and training (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(names = "--json", description = "Print the result as one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    return ClaimedFolder.use(output, "demo", this::demonstrate);
  }

  private int demonstrate(Path folder) throws IOException {
    Path pictures = folder.resolve("pictures");
    DrawnPictures.DEFAULT.withSeed(seed).writeTo(pictures);
    Recipe recipe =
        RecipeFile.compose(
            Optional.empty(), RecipeFile.parse(resource()), RecipeFile.parse("seed: " + seed));
    Path run = folder.resolve("run");
    Training.Request request = Training.Request.of(pictures, run).withRecipe(recipe);
    int status =
        TrainingConsole.run(
            spec.commandLine(), json, (listener, stop) -> Training.start(request, listener, stop));
    if (status == 0 && !json) {
      answers(pictures, run);
    }
    return status;
  }

  private static String resource() throws IOException {
    try (InputStream in = DemoCommand.class.getResourceAsStream("demo.yaml")) {
      if (in == null) {
        throw new IOException("demo.yaml: expected it in the program's jar, found none.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void answers(Path pictures, Path run) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Dataset dataset = Dataset.open(List.of(pictures), Split.DEFAULT);
    List<Example> test = dataset.part(Part.TEST);
    try (Classifier classifier = Classifier.open(new RunFolder(run).model())) {
      for (int i = 0; i < SHOWN; i++) {
        Path picture = test.get(i * (test.size() - 1) / (SHOWN - 1)).file();
        Prediction best = classifier.classify(picture).get(0);
        out.printf(
            Locale.ROOT, "%s: %s (%.1f %%)%n", picture, best.label(), 100 * best.probability());
      }
      out.printf(
          "Classify other pictures: googlenet classify --model %s PICTURE%n",
          new RunFolder(run).model());
    }
  }
}
