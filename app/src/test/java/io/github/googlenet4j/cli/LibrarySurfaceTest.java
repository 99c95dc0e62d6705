package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user's program can see of the libraries, on the module path and on the class path. */
class LibrarySurfaceTest {
  private static final String CLASSIFY =
      """
      package example;

      import io.github.googlenet4j.Classifier;
      import io.github.googlenet4j.Prediction;
      import io.github.googlenet4j.engine.Engine;
      import io.github.googlenet4j.trainer.TrainingEngine;
      import java.nio.file.Path;

      public final class Main {
        private Main() {}

        public static void main(String[] arguments) throws Exception {
          System.out.println("module " + Main.class.getModule().getName());
          Engine.all().forEach(engine -> System.out.println("engine " + engine.name()));
          System.out.println("training with " + TrainingEngine.best().getClass().getSimpleName());
          try (Classifier classifier = Classifier.open(Path.of(arguments[0]))) {
            Prediction best = classifier.classify(Path.of(arguments[1])).get(0);
            System.out.println("label " + best.label());
          }
        }
      }
      """;

  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aProgramClassifiesAPicture(boolean modular) throws Exception {
    UserProgram program = UserProgram.of(folder, CLASSIFY, modular);
    assertThat(program.compile()).isEmpty();
    String printed =
        program.run(
            Samples.model(folder).toString(),
            Samples.picture(folder.resolve("picture.png"), 1).toString());
    assertThat(printed.lines())
        .contains(modular ? "module example" : "module null")
        .contains("engine onednn", "engine onnxruntime", "training with TorchTrainingEngine")
        .anyMatch(line -> line.matches("label (hat|shirt|shoe|skirt|dress)"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "augment.Augmenter",
        "bench.Benchmark",
        "concurrent.Uninterrupted",
        "loading.TrainingLoader",
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
