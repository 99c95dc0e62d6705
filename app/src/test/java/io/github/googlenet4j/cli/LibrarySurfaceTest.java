package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user's program can see of the libraries, on the module path and on the class path. */
class LibrarySurfaceTest {
  /** Trains on pictures of two classes, for one epoch, and classifies with the trained model. */
  private static final String PROGRAM =
      """
      package example;

      import io.github.googlenet4j.Classifier;
      import io.github.googlenet4j.Prediction;
      import io.github.googlenet4j.Training;
      import io.github.googlenet4j.TrainingResult;
      import io.github.googlenet4j.engine.Engine;
      import io.github.googlenet4j.train.Preset;
      import io.github.googlenet4j.train.Recipe;
      import io.github.googlenet4j.train.RecipeFile;
      import java.nio.file.Path;

      public final class Main {
        private Main() {}

        public static void main(String[] arguments) throws Exception {
          System.out.println("module " + Main.class.getModule().getName());
          Engine.all().forEach(engine -> System.out.println("engine " + engine.name()));
          Recipe recipe =
              RecipeFile.with(
                  Preset.SCRATCH.recipe(),
                  RecipeFile.parse(
                      "{epochs: 1, side: 32, training_sides: [32], batch: 8, data: {cache: 1m}}"));
          Path pictures = Path.of(arguments[0]);
          TrainingResult result =
              Training.start(
                  Training.Request.of(pictures, Path.of(arguments[1])).withRecipe(recipe));
          System.out.println("trained " + result.finished());
          try (Classifier classifier = Classifier.open(result.folder().model())) {
            Prediction best = classifier.classify(pictures.resolve("hat/0.png")).get(0);
            System.out.println("label " + best.label());
          }
        }
      }
      """;

  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aProgramTrainsAndClassifies(boolean modular) throws Exception {
    Path pictures = folder.resolve("pictures");
    for (String label : List.of("hat", "shoe")) {
      Files.createDirectories(pictures.resolve(label));
      for (int i = 0; i < 10; i++) {
        Samples.picture(pictures.resolve(label).resolve(i + ".png"), i);
      }
    }
    UserProgram program = UserProgram.of(folder, PROGRAM, modular);
    assertThat(program.compile()).isEmpty();
    String printed = program.run(pictures.toString(), folder.resolve("run").toString());
    assertThat(printed.lines())
        .contains(modular ? "module example" : "module null")
        .contains("engine onednn", "engine onnxruntime", "trained true")
        .anyMatch(line -> line.matches("label (hat|shoe)"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "augment.Augmenter",
        "bench.Benchmark",
        "cache.UserCache",
        "concurrent.Uninterrupted",
        "loading.TrainingLoader",
        "trainer.Learner",
        "report.RunReport",
        "onednn.OneDnnEngine"
      })
  void whatIsNotExportedDoesNotCompile(String type) throws IOException {
    String main =
        """
        package example;

        final class Main {
          io.github.googlenet4j.%s hidden;
        }
        """
            .formatted(type);
    assertThat(UserProgram.of(folder, main, true).compile()).contains("is not visible");
  }
}
