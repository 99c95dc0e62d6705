package io.github.googlenet4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.data.Split;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.image.Filter;
import io.github.googlenet4j.image.Preparation;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.train.EpochMetrics.Validation;
import io.github.googlenet4j.train.Preset;
import io.github.googlenet4j.train.Recipe;
import io.github.googlenet4j.train.RecipeFile;
import io.github.googlenet4j.train.RunFolder;
import io.github.googlenet4j.train.TrainingListener;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that an earlier version began goes on as if it had never stopped. */
class EarlierCheckpointTest {
  private static final List<String> CLASSES = List.of("blue", "red");
  private static final int[] COLOURS = {0x2040E0, 0xE02020};

  @TempDir private Path place = Path.of("");

  private Dataset pictures() throws IOException {
    List<Example> examples = new ArrayList<>();
    Random random = new Random(5);
    for (int i = 0; i < 12; i++) {
      BufferedImage image = new BufferedImage(40, 36, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = image.createGraphics();
      graphics.setColor(new Color(COLOURS[i % 2]));
      graphics.fillRect(0, 0, 40, 36);
      graphics.setColor(new Color(random.nextInt(1 << 24)));
      graphics.fillRect(random.nextInt(30), random.nextInt(30), 12, 12);
      graphics.dispose();
      Path file = place.resolve(i + ".png");
      ImageIO.write(image, "png", file.toFile());
      examples.add(new Example(file, i % 2));
    }
    return new Dataset(CLASSES, Map.of(Part.TRAIN, examples), List.of());
  }

  private static Recipe recipe() {
    return RecipeFile.with(
        Preset.SCRATCH.recipe().atSide(32),
        RecipeFile.parse(
            """
            epochs: 4
            batch: 4
            calibrate: false
            heads: {auxiliary: false}
            optimization: {rate: 0.5, schedule: cosine}
            data: {cache: 1m}
            machine: {threads: 2}
            """));
  }

  private static final class Fake implements TrainingEngine {
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
      return new FakeLearner(network);
    }
  }

  private static void copyTo(Path run) throws IOException {
    try (InputStream stored =
        EarlierCheckpointTest.class.getResourceAsStream("checkpoint_1.safetensors")) {
      Files.copy(Objects.requireNonNull(stored), run.resolve("last.safetensors"));
    }
  }

  private Path train(String name, boolean resume) throws IOException {
    Path run = Files.createDirectories(place.resolve(name));
    if (resume) {
      copyTo(run);
    }
    RunFolder folder = new RunFolder(run);
    Recipe recipe = recipe();
    StartingPoint start = StartingPoint.scratch(recipe, CLASSES);
    RunManifest manifest =
        resume
            ? Trainer.manifest(folder)
            : RunManifest.of(
                List.of(place), Split.DEFAULT, "0123456789abcdef", recipe, start, List.of());
    Trainer trainer =
        new Trainer(
            manifest,
            pictures(),
            start, // the fake learner keeps only the classifier in its state
            folder,
            model -> Validation.NONE,
            new TrainingListener() {});
    assertThat(trainer.train(new Fake(), resume, () -> false).finished()).isTrue();
    return run.resolve("model.safetensors");
  }

  @Test
  void itsManifestIsRead() throws IOException {
    Path run = Files.createDirectories(place.resolve("manifest"));
    copyTo(run);
    RunManifest manifest = Trainer.manifest(new RunFolder(run));
    assertThat(manifest.data())
        .containsExactly(
            Path.of("/pictures/one").toAbsolutePath(), Path.of("/pictures/two").toAbsolutePath());
    assertThat(manifest.split()).isEqualTo(new Split(.1, .2, 3));
    assertThat(manifest.fingerprint()).isEqualTo("0123456789abcdef");
    assertThat(manifest.recipe()).isEqualTo(recipe());
    assertThat(manifest.variant()).isEqualTo(Variant.BATCH_NORM);
    assertThat(manifest.preparation())
        .isEqualTo(new Preparation(Preparation.Fit.SHORT_SIDE, 37, 32, Filter.BILINEAR));
    assertThat(manifest.source()).isEqualTo("trained from scratch");
    assertThat(manifest.notes()).isEmpty();
  }

  @Test
  void anEarlierCheckpointIsReadAndGoesOn() throws IOException {
    Path whole = train("whole", false);
    Path resumed = train("resumed", true);
    assertThat(resumed).hasSameBinaryContentAs(whole);
    float[] values = ModelFile.read(resumed).weights().values("loss3/classifier.weight");
    assertThat(new float[] {values[0], values[1], values[2]})
        .isEqualTo(new float[] {-1.1097682f, .31818599f, 1.2311143f});
    assertThat(new float[] {values[1024], values[1025], values[1026]})
        .isEqualTo(new float[] {1.0905049f, -.3103033f, -1.219953f});
  }
}
