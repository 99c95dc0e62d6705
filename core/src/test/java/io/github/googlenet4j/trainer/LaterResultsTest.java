package io.github.googlenet4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.data.Split;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.loading.Batch;
import io.github.googlenet4j.train.EpochMetrics.Validation;
import io.github.googlenet4j.train.Preset;
import io.github.googlenet4j.train.Recipe;
import io.github.googlenet4j.train.RecipeFile;
import io.github.googlenet4j.train.RunFolder;
import io.github.googlenet4j.train.TrainingListener;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A learner whose results come later, as a GPU's do, is trained to the same weights. */
class LaterResultsTest {
  private static final List<String> CLASSES = List.of("blue", "green");

  /** More than the updates in which a dead start is looked for: those wait for each result. */
  private static final int BATCHES = 2020;

  @TempDir private Path place = Path.of("");
  private Dataset dataset = new Dataset(CLASSES, Map.of(), List.of());
  private int later;

  @BeforeEach
  void drawPictures() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Color color : List.of(Color.BLUE, Color.GREEN)) {
      BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
      image.getGraphics().setColor(color);
      image.getGraphics().fillRect(0, 0, 32, 32);
      Path file = place.resolve(files.size() + ".png");
      ImageIO.write(image, "png", file.toFile());
      files.add(file);
    }
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 2 * BATCHES; i++) {
      examples.add(new Example(files.get(i % 2), i % 2));
    }
    dataset = new Dataset(CLASSES, Map.of(Part.TRAIN, examples), List.of());
  }

  /** Hands out a batch's results only until the next but one is begun, as a GPU's memory does. */
  private final class Later implements Learner {
    private final FakeLearner learner;
    private int begun;

    Later(Network network) {
      learner = new FakeLearner(network);
    }

    @Override
    public Map<Head, HeadResult> accumulate(Batch batch, double share, long seed) {
      return learner.accumulate(batch, share, seed);
    }

    @Override
    public Supplier<Map<Head, HeadResult>> begin(Batch batch, double share, long seed) {
      Map<Head, HeadResult> results = accumulate(batch, share, seed);
      int number = ++begun;
      return () -> {
        assertThat(begun).isBetween(number, number + 1);
        later += begun - number;
        return results;
      };
    }

    @Override
    public Map<String, Double> gradientNorms() {
      return learner.gradientNorms();
    }

    @Override
    public void update(double rate) {
      learner.update(rate);
    }

    @Override
    public void resize(Graph graph) {
      learner.resize(graph);
    }

    @Override
    public Weights weights() {
      return learner.weights();
    }

    @Override
    public Weights averagedWeights() {
      return learner.averagedWeights();
    }

    @Override
    public Map<String, Tensor> state() {
      return learner.state();
    }

    @Override
    public void restore(Map<String, Tensor> state) {
      learner.restore(state);
    }

    @Override
    public String description() {
      return learner.description();
    }

    @Override
    public void close() {
      learner.close();
    }
  }

  private boolean train(String folder, boolean resume, boolean comesLater, BooleanSupplier stop)
      throws IOException {
    Recipe recipe =
        RecipeFile.with(
            Preset.SCRATCH.recipe().atSide(32),
            RecipeFile.parse(
                "{epochs: 1, batch: 2, heads: {auxiliary: false}, data: {cache: 1m}}"));
    StartingPoint start = StartingPoint.scratch(recipe, CLASSES);
    RunManifest manifest =
        RunManifest.of(List.of(place), Split.DEFAULT, "0123456789abcdef", recipe, start, List.of());
    Files.createDirectories(place.resolve(folder));
    TrainingEngine engine =
        new TrainingEngine() {
          @Override
          public String name() {
            return "fake";
          }

          @Override
          public String obstacle() {
            return "";
          }

          @Override
          public Learner learner(Network network, LearnerOptions options) {
            return comesLater ? new Later(network) : new FakeLearner(network);
          }
        };
    return new Trainer(
            manifest,
            dataset,
            start,
            new RunFolder(place.resolve(folder)),
            model -> Validation.NONE,
            new TrainingListener() {})
        .train(engine, resume, stop)
        .finished();
  }

  @Test
  void theWeightsAndLossesAreThoseOfResultsThatComeAtOnce() throws IOException {
    assertThat(train("at once", false, false, () -> false)).isTrue();
    int[] updates = {0};
    assertThat(train("later", false, true, () -> ++updates[0] == BATCHES - 5)).isFalse();
    assertThat(later).isEqualTo(BATCHES - 5 - 2000 - 1); // the last one is asked for before saving
    assertThat(train("later", true, true, () -> false)).isTrue();
    assertThat(place.resolve("later/model.safetensors"))
        .hasSameBinaryContentAs(place.resolve("at once/model.safetensors"));
    assertThat(MetricsFile.read(place.resolve("later/metrics.csv")).get(0).losses())
        .isEqualTo(MetricsFile.read(place.resolve("at once/metrics.csv")).get(0).losses());
  }
}
