package io.github.googlenet4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.train.EpochMetrics.Validation;
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

  private Path train(String name, boolean resume) throws IOException {
    Path run = Files.createDirectories(place.resolve(name));
    if (resume) {
      try (InputStream stored =
          EarlierCheckpointTest.class.getResourceAsStream("checkpoint_1.safetensors")) {
        Files.copy(Objects.requireNonNull(stored), run.resolve("last.safetensors"));
      }
    }
    Recipe recipe = recipe();
    Trainer trainer =
        new Trainer(
            recipe,
            pictures(),
            StartingPoint.scratch(recipe, CLASSES),
            new RunFolder(run),
            Map.of(),
            model -> Validation.NONE,
            new TrainingListener() {});
    assertThat(trainer.train(new Fake(), resume, () -> false)).isTrue();
    return run.resolve("model.safetensors");
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
