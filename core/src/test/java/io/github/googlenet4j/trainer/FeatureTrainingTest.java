package io.github.googlenet4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.DrawnPictures;
import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.engine.Availability;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.PlainEngine;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.features.ParallelBlocks;
import io.github.googlenet4j.features.PooledFeatures;
import io.github.googlenet4j.features.SoftmaxRegression;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.PlainExecutor;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.image.Preparation;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.train.TrainingListener;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the plain engine, whose features are checked against the plain executor. */
class FeatureTrainingTest {
  private static final List<String> CLASSES = List.of("dark", "light");
  private static final int SIDE = 32;
  private static final String CLASSIFIER = "loss3/classifier";
  private static final Model START = start();

  @TempDir private Path place = Path.of("");
  private final List<String> working = new ArrayList<>();

  private static Model start() {
    Weights weights = SampleWeights.of(GoogLeNet.graph(Variant.PAPER, 3, SIDE, false)).weights();
    Preparation preparation = Variant.PAPER.preparation().atSide(SIDE);
    return new Model(Variant.PAPER, List.of("a", "b", "c"), preparation, false, weights, Map.of());
  }

  private Dataset dataset(int training, int validation) throws IOException {
    Map<Part, List<Example>> parts = new EnumMap<>(Part.class);
    parts.put(Part.TRAIN, examples("train", training));
    parts.put(Part.VALIDATION, examples("validation", validation));
    return new Dataset(CLASSES, parts, List.of());
  }

  /** The lower half of each picture is dark or light. */
  private List<Example> examples(String name, int count) throws IOException {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path file = DrawnPictures.draw(place.resolve(name + "/" + i + ".png"), 40, 40, i);
      BufferedImage image = ImageIO.read(file.toFile());
      Graphics2D graphics = image.createGraphics();
      graphics.setColor(i % 2 == 0 ? Color.BLACK : Color.WHITE);
      graphics.fillRect(0, 20, 40, 20);
      graphics.dispose();
      ImageIO.write(image, "png", file.toFile());
      examples.add(new Example(file, i % 2));
    }
    return examples;
  }

  private Optional<FeatureTraining.Trained> train(Dataset dataset, BooleanSupplier stop) {
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void working(String what, int done, int all) {
            working.add("%s %d/%d".formatted(what, done, all));
          }
        };
    EngineOptions options = EngineOptions.DEFAULT.withThreads(2).withLargestBatch(4);
    return FeatureTraining.train(
        START, dataset, PictureLimits.DEFAULT, new PlainEngine(), options, listener, stop);
  }

  @Test
  void aClassifierIsTrainedAndAllOtherWeightsStay() throws IOException {
    Dataset dataset = dataset(8, 4);
    FeatureTraining.Trained trained = train(dataset, () -> false).orElseThrow();
    assertThat(working)
        .containsExactly(
            "features of train 4/8", "features of train 8/8", "features of validation 4/4");
    assertThat(trained.notes())
        .singleElement()
        .asString()
        .startsWith(
            "weight decay, by the loss on 5 folds of the training part and the validation part: 1: ")
        .contains("; chosen: ");
    Weights weights = trained.weights();
    for (String name : weights.names()) {
      if (!name.startsWith(CLASSIFIER)) {
        assertThat(weights.get(name)).as(name).isSameAs(START.weights().get(name));
      }
    }
    assertThat(weights.get(CLASSIFIER + ".weight").shape()).containsExactly(2, 1024);
    Model model = new Model(Variant.PAPER, CLASSES, START.preparation(), false, weights, Map.of());
    for (Example example : dataset.part(Part.TRAIN)) {
      float[] logits = logits(model, example.file());
      assertThat(logits[example.label()]).isGreaterThan(logits[1 - example.label()]);
    }
  }

  /** An int8 model would run in int8 otherwise, and its classifier be trained on rounded values. */
  @Test
  void featuresAreAskedForInFloat32() throws IOException {
    PlainEngine plain = new PlainEngine();
    List<Optional<Precision>> precisions = new ArrayList<>();
    Engine recording =
        new Engine() {
          @Override
          public String name() {
            return "recording";
          }

          @Override
          public Availability availability() {
            return plain.availability();
          }

          @Override
          public Program compile(Network network, EngineOptions options) {
            precisions.add(options.precision());
            return plain.compile(network, options);
          }
        };
    EngineOptions options = EngineOptions.DEFAULT.withThreads(1);
    FeatureTraining.train(
        START,
        dataset(4, 2),
        PictureLimits.DEFAULT,
        recording,
        options,
        new TrainingListener() {},
        () -> false);
    assertThat(precisions).isNotEmpty().containsOnly(Optional.of(Precision.FP32));
  }

  private static float[] logits(Model model, Path file) throws IOException {
    int size = SIDE * SIDE * 3;
    FloatBuffer picture = FloatBuffer.allocate(size);
    model.preparation().into(new PictureReader(PictureLimits.DEFAULT).read(file), picture, 0);
    Map<String, float[]> values = new PlainExecutor(model.network()).run(picture.array());
    return PlainExecutor.get(values, CLASSIFIER);
  }

  @Test
  void withoutAValidationPartFoldsChooseTheDecay() throws IOException {
    FeatureTraining.Trained trained = train(dataset(10, 0), () -> false).orElseThrow();
    assertThat(trained.notes())
        .singleElement()
        .asString()
        .startsWith("weight decay, by the loss on 5 folds of the training part: 1: ");
  }

  @Test
  void theNumberOfThreadsDoesNotChangeTheWeights() throws IOException {
    List<float[]> rows = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      float[] row = new float[400];
      for (int d = 0; d < row.length; d++) {
        row[d] = (float) Math.sin(i * 1.7 + d * (i % 3 + 1));
      }
      rows.add(row);
      labels.add(i % 3);
    }
    List<double[]> found = new ArrayList<>();
    for (int threads : new int[] {1, 2, 5}) {
      try (ParallelBlocks parallel = new ParallelBlocks(threads, () -> false)) {
        SoftmaxRegression regression =
            new SoftmaxRegression(new PooledFeatures(rows, labels, List.of()), 3, parallel);
        found.add(regression.fit(.1, regression.zeros()));
      }
    }
    assertThat(found.get(1)).isEqualTo(found.get(0));
    assertThat(found.get(2)).isEqualTo(found.get(0));
    assertThat(found.get(0)[0]).isNotCloseTo(0, within(1e-12));
  }

  @Test
  void aPictureThatCannotBeReadIsNoted() throws IOException {
    Dataset dataset = dataset(8, 2);
    Path broken = dataset.part(Part.TRAIN).get(3).file();
    Files.write(broken, new byte[] {1, 2, 3});
    FeatureTraining.Trained trained = train(dataset, () -> false).orElseThrow();
    assertThat(trained.notes().get(0)).startsWith(broken + ": expected ");
  }

  @Test
  void picturesNoneOfWhichCanBeReadAreRefused() throws IOException {
    Dataset dataset = dataset(2, 0);
    for (Example example : dataset.part(Part.TRAIN)) {
      Files.write(example.file(), new byte[] {1, 2, 3});
    }
    assertThatThrownBy(() -> train(dataset, () -> false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "training pictures: expected some that can be read, found none. Replace the files.");
  }

  @Test
  void itStopsBetweenBatchesOfPictures() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    assertThat(train(dataset(12, 4), () -> asked.incrementAndGet() > 2)).isEmpty();
    assertThat(working).containsExactly("features of train 4/12", "features of train 8/12");
  }

  @Test
  void itStopsWithinTheFit() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    // Three batches of pictures, then the fit, which asks before each block.
    assertThat(train(dataset(8, 4), () -> asked.incrementAndGet() > 6)).isEmpty();
    assertThat(working).hasSize(3);
    assertThat(asked.get()).isBetween(7, 12);
  }
}
