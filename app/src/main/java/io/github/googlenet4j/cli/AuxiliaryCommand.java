package io.github.googlenet4j.cli;

import io.github.googlenet4j.AuxiliaryExperiment;
import io.github.googlenet4j.data.Split;
import io.github.googlenet4j.evaluate.Bootstrap;
import io.github.googlenet4j.experiment.AuxiliaryResults;
import io.github.googlenet4j.train.Preset;
import io.github.googlenet4j.train.Recipe;
import io.github.googlenet4j.train.RecipeChanges;
import io.github.googlenet4j.train.RecipeFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code googlenet experiment auxiliary}: what the auxiliary heads do for training. */
@Command(
    name = "auxiliary",
    description = "Trains with and without the auxiliary heads, and tells what they did.",
    footer = {
      "",
      "Both trainings of a pair have the same seed: first weights, order of pictures and",
      "their variations are the same. A training without batch normalisation follows the",
      "preset paper, others the preset scratch; --set changes any key of both. The folder",
      "gets report.html and results.json, and a run for each training. The same command",
      "goes on where it was stopped or killed; with more --seeds it trains only these.",
      "",
      "Example:",
      "  googlenet experiment auxiliary photographs/ --seeds 3 --epochs 20 --side 96",
      "  googlenet experiment auxiliary runs/demo/pictures --variants batch_norm"
    })
final class AuxiliaryCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "DATA", description = "Labelled pictures.")
  private List<Path> data = List.of();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Pairs of trainings of each variant (default: ${DEFAULT-VALUE}).")
  private int seeds = 5;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "How often each picture is seen (default: ${DEFAULT-VALUE}).")
  private int epochs = 20;

  @Option(
      names = "--variants",
      split = ",",
      paramLabel = "NAME",
      description = "Networks to train, separated by commas (default: paper,batch_norm).")
  private List<String> variants = List.of("paper", "batch_norm");

  @Option(
      names = "--side",
      paramLabel = "N",
      description = "Side of the pictures in pixels (default: ${DEFAULT-VALUE}).")
  private int side = 64;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Any key of the recipes, such as optimization.rate=0.02.")
  private Map<String, String> set = new LinkedHashMap<>();

  @Option(
      names = "--output",
      paramLabel = "FOLDER",
      description = "Folder of the experiment (default: runs/auxiliary).")
  private Path output = Path.of("runs", "auxiliary");

  @Option(
      names = "--split",
      paramLabel = "A/B/C",
      description =
          "Shares for training, validation and test where the data has none (default: 80/10/10).")
  private String split = "80/10/10";

  @Option(names = "--json", description = "Print the results as one JSON object.")
  private boolean json;

  @Mixin private SourceFlags reading = new SourceFlags();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    List<Recipe> recipes = new ArrayList<>();
    variants.forEach(variant -> recipes.add(recipe(variant)));
    AuxiliaryExperiment.Request request =
        new AuxiliaryExperiment.Request(
            data, output, recipes, seeds, Split.parse(split, 0), reading.options());
    return TrainingConsole.stoppable(
        spec.commandLine(),
        (console, stop) -> {
          Optional<AuxiliaryResults> results = AuxiliaryExperiment.run(request, console, stop);
          console.clear();
          return results.isPresent()
              ? print(results.get())
              : TrainingConsole.stopped(
                  spec.commandLine(), "stopped and saved. The same command goes on.");
        });
  }

  private int print(AuxiliaryResults results) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.print(Files.readString(output.resolve("results.json")));
    } else {
      results.sentences(Bootstrap.DEFAULT).forEach(out::println);
      out.printf("report: %s%n", output.resolve("report.html"));
    }
    out.flush();
    return 0;
  }

  private Recipe recipe(String variant) {
    RecipeChanges changes = RecipeFile.parse("");
    Preset preset = variant.equals("paper") ? Preset.PAPER : Preset.SCRATCH;
    RecipeFile.put(changes, "preset", preset.toString());
    RecipeFile.put(changes, "variant", variant);
    RecipeFile.put(changes, "side", side);
    RecipeFile.put(changes, "epochs", epochs);
    set.forEach((key, value) -> RecipeFile.set(changes, key, value));
    return RecipeFile.compose(Optional.empty(), changes);
  }
}
