package io.github.googlenet4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.googlenet4j.Classifier;
import io.github.googlenet4j.ClassifierOptions;
import io.github.googlenet4j.Prediction;
import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.PlainEngine;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The evaluator's scores are those of the classifier, picture by picture. */
class EvaluatorTest {
  private static final int SIDE = 32;
  private static final Model MODEL =
      new Model(
          Variant.SEED,
          List.of("hat", "shirt", "shoe"),
          Variant.SEED.preparation().atSide(SIDE),
          true,
          SampleWeights.of(GoogLeNet.graph(Variant.SEED, 3, SIDE, true)).weights(),
          Map.of());

  @TempDir private Path folder = Path.of("");

  /** Seven pictures, the third of which is none, in batches of two. */
  private List<Example> examples() throws IOException {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      Path file = folder.resolve(i + ".png");
      if (i == 2) {
        Files.writeString(file, "no picture");
      } else {
        BufferedImage image = new BufferedImage(40, 50, BufferedImage.TYPE_INT_RGB);
        for (int pixel = 0; pixel < 40 * 50; pixel++) {
          image.setRGB(pixel % 40, pixel / 40, new Color(36 * i, pixel % 256, 99).getRGB());
        }
        ImageIO.write(image, "png", file.toFile());
      }
      examples.add(new Example(file, i % 3));
    }
    return examples;
  }

  private static Evaluation evaluate(List<Example> examples, List<Integer> done) {
    return Evaluator.evaluate(
        MODEL,
        examples,
        new PlainEngine(),
        EngineOptions.DEFAULT.withLargestBatch(2),
        PictureLimits.DEFAULT,
        done::add);
  }

  @Test
  void outcomesAreTheClassifiersAnswers() throws IOException {
    List<Example> examples = examples();
    List<Integer> done = new ArrayList<>();
    Evaluation evaluation = evaluate(examples, done);
    assertThat(done).containsExactly(2, 4, 6, 7);
    assertThat(evaluation.classes()).isEqualTo(MODEL.classes());
    assertThat(evaluation.refusals()).hasSize(1);
    assertThat(evaluation.refusals().get(0)).startsWith(examples.get(2).file() + ": expected");

    List<Example> readable = new ArrayList<>(examples);
    readable.remove(2);
    assertThat(evaluation.scores()).extracting(PictureScore::example).isEqualTo(readable);
    try (Classifier classifier =
        Classifier.of(MODEL, new PlainEngine(), ClassifierOptions.DEFAULT)) {
      for (PictureScore score : evaluation.scores()) {
        List<Prediction> ranked = classifier.classify(score.example().file());
        assertThat(score.predicted()).isEqualTo(ranked.get(0).index());
        assertThat(score.probability()).isEqualTo(ranked.get(0).probability());
        Prediction own = ranked.get(score.rank());
        assertThat(own.index()).isEqualTo(score.example().label());
        double probability = Math.max(own.probability(), Float.MIN_VALUE);
        assertThat(score.loss()).isCloseTo(-Math.log(probability), within(1e-9));
      }
    }
  }

  @Test
  void withoutPicturesNothingIsScored() {
    List<Integer> done = new ArrayList<>();
    Evaluation evaluation = evaluate(List.of(), done);
    assertThat(done).isEmpty();
    assertThat(evaluation.images()).isZero();
    assertThat(evaluation.refusals()).isEmpty();
  }
}
