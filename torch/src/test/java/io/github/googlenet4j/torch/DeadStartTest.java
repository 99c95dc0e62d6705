package io.github.googlenet4j.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.DrawnPictures;
import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.data.Split;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.train.EpochMetrics.Validation;
import io.github.googlenet4j.train.Preset;
import io.github.googlenet4j.train.Recipe;
import io.github.googlenet4j.train.RecipeFile;
import io.github.googlenet4j.train.RunFolder;
import io.github.googlenet4j.train.TrainingListener;
import io.github.googlenet4j.trainer.RunManifest;
import io.github.googlenet4j.trainer.StartingPoint;
import io.github.googlenet4j.trainer.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of the paper's network that die, and one that does not: what is said of them. */
class DeadStartTest {
  private static final List<String> CLASSES = List.of("one", "two", "three");
  private static final int UPDATES = 100;
  private static final int BATCH = 2;
  private static final int FILES = 12;

  @TempDir private Path place = Path.of("");

  private Recipe recipe(boolean auxiliary) {
    return RecipeFile.with(
        Preset.PAPER.recipe().atSide(32),
        RecipeFile.parse("{epochs: 1, batch: %d, data: {cache: 1m}}".formatted(BATCH)),
        RecipeFile.parse("{optimization: {average: none}, machine: {precision: fp32}}"),
        RecipeFile.parse("heads: {auxiliary: %s}".formatted(auxiliary)));
  }

  /** Small normal weights and no bias: each layer makes its input smaller. */
  private static StartingPoint dead(Recipe recipe) {
    StartingPoint alive = StartingPoint.scratch(recipe, CLASSES);
    Random random = new Random(1);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : alive.graph(recipe, recipe.side()).parameters()) {
      float[] values = new float[(int) parameter.size()];
      for (int i = 0; parameter.name().endsWith(".weight") && i < values.length; i++) {
        values[i] = (float) (.01 * random.nextGaussian());
      }
      tensors.put(parameter.name(), new Tensor(parameter.shape(), values));
    }
    return new StartingPoint(
        alive.variant(), CLASSES, alive.preparation(), new Weights(tensors), "a test", List.of());
  }

  /** What is noted of a run of 100 updates, without the line on the device. */
  private List<String> notes(Recipe recipe, StartingPoint start, int... labels) throws IOException {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < UPDATES * BATCH; i++) { // of a few files, in a single epoch
      Path file = place.resolve(i % FILES + ".png");
      if (i < FILES) {
        DrawnPictures.draw(file, 32, 32, i);
      }
      examples.add(new Example(file, labels[i % labels.length]));
    }
    List<String> notes = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void note(String note) {
            notes.add(note);
          }
        };
    Dataset dataset = new Dataset(CLASSES, Map.of(Part.TRAIN, examples), List.of());
    RunFolder folder = RunFolder.create(place.resolve("run"), true);
    RunManifest manifest =
        RunManifest.of(List.of(place), Split.DEFAULT, "0", recipe, start, List.of());
    new Trainer(manifest, dataset, start, folder, model -> Validation.NONE, listener)
        .train(new TorchTrainingEngine(), false, () -> false);
    assertThat(notes.remove(0)).startsWith("training: LibTorch ");
    return notes;
  }

  @Test
  void aNetworkThatIsDeadFromTheStartIsToldWithItsHeadsAndWhatToChange() throws IOException {
    Recipe recipe = recipe(true);
    assertThat(notes(recipe, dead(recipe), 0, 1, 2))
        .singleElement()
        .asString()
        .matches(
            "dead start: main, aux1, aux2: expected a loss below 1\\.09., which guessing costs"
                + " \\(ln\\(classes\\) is 1\\.099\\), after 100 updates, found no less, with vanishing"
                + " gradients \\(\\d\\.\\de-\\d\\d of the first layer's weights\\)\\. Train the variant"
                + " batch_norm, begin from a model, or raise optimization\\.rate\\.");
  }

  /** Its classifier learns how often each class comes, and gets below ln(classes) = 1.099. */
  @Test
  void soIsOneWhoseClassesAreUneven() throws IOException {
    Recipe recipe = recipe(false);
    assertThat(notes(recipe, dead(recipe), 0, 0, 1, 0, 0, 0, 2, 0, 0, 0))
        .singleElement()
        .asString()
        .startsWith("dead start: main: expected a loss below 0.639, which guessing costs (");
  }

  /** Labels at random: the loss stays where that of a dead network is, the gradients do not. */
  @Test
  void aNetworkThatIsAliveButCannotLearnIsNotCalledDead() throws IOException {
    Recipe recipe =
        RecipeFile.with(recipe(false), RecipeFile.parse("optimization: {rate: 0.0001}"));
    int[] labels = new Random(3).ints(UPDATES * BATCH, 0, CLASSES.size()).toArray();
    assertThat(notes(recipe, StartingPoint.scratch(recipe, CLASSES), labels)).isEmpty();
  }
}
