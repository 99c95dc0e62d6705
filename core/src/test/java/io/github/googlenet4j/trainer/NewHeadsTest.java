package io.github.googlenet4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.googlenet4j.data.DrawnPictures;
import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Outputs;
import io.github.googlenet4j.engine.PlainEngine;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.train.Preset;
import io.github.googlenet4j.train.Recipe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewHeadsTest {
  private static final int SIDE = 32;
  private static final int PICTURES = 4;
  private static final List<String> CLASSES = List.of("cat", "dog");
  private static final Recipe RECIPE = Preset.FINE_TUNE.recipe().atSide(SIDE);

  private List<Example> examples = List.of();

  @BeforeEach
  void pictures(@TempDir Path folder) throws IOException {
    DrawnPictures.fill(folder, PICTURES, 7);
    try (Stream<Path> files = Files.list(folder)) {
      examples = files.sorted().map(file -> new Example(file, 0)).toList();
    }
  }

  /** A trained network whose activations are large, as those of Caffe's. */
  private static Model model(Variant variant) {
    Weights sample = SampleWeights.of(GoogLeNet.graph(variant, 2, SIDE, false)).weights();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : sample.names()) {
      Tensor tensor = sample.get(name);
      float[] values = tensor.values().clone();
      for (int i = 0; name.startsWith("inception_4a/") && i < values.length; i++) {
        values[i] *= 1000;
      }
      tensors.put(name, new Tensor(tensor.shape(), values));
    }
    return new Model(
        variant,
        List.of("one", "other"),
        variant.preparation().atSide(SIDE),
        false,
        new Weights(tensors),
        Map.of());
  }

  private StartingPoint scaled(StartingPoint start, Model model) {
    return NewHeads.scaled(
        start,
        model.weights().names(),
        RECIPE,
        examples,
        new PlainEngine(),
        EngineOptions.DEFAULT,
        PictureLimits.DEFAULT);
  }

  /** The mean loss of a head on random pixels, whatever the classes are. */
  private static double loss(StartingPoint start, Head head) {
    Random random = new Random(5);
    FloatBuffer pixels =
        ByteBuffer.allocateDirect(4 * PICTURES * SIDE * SIDE * 3)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    while (pixels.hasRemaining()) {
      pixels.put(random.nextInt(256));
    }
    EngineOptions options = EngineOptions.DEFAULT.withLargestBatch(PICTURES);
    try (Program program = new PlainEngine().compile(start.network(RECIPE, SIDE), options)) {
      Outputs outputs = program.run(pixels.flip(), PICTURES);
      float[] logits = outputs.of(head);
      double sum = 0;
      for (int i = 0; i < PICTURES; i++) {
        double difference = Math.abs(logits[2 * i] - logits[2 * i + 1]);
        sum += (difference + 2 * Math.log1p(Math.exp(-difference))) / 2; // mean of both labels
      }
      return sum / PICTURES;
    }
  }

  @Test
  void newAuxiliaryHeadsBeginWithEqualProbabilities() {
    Model model = model(Variant.PAPER);
    StartingPoint start = StartingPoint.model(model, RECIPE, CLASSES);
    StartingPoint scaled = scaled(start, model);
    for (Head head : List.of(Head.AUX1, Head.AUX2)) {
      assertThat(loss(start, head)).as("%s unscaled", head).isGreaterThan(1);
      assertThat(loss(scaled, head)).as("%s", head).isCloseTo(Math.log(2), within(.1));
      String name = head.prefix() + "conv.weight";
      double ratio = start.weights().values(name)[0] / scaled.weights().values(name)[0];
      assertThat(Math.log(ratio) / Math.log(2))
          .as("a power of two")
          .isCloseTo(Math.rint(Math.log(ratio) / Math.log(2)), within(1e-9))
          .isGreaterThan(2);
    }
    for (String name : start.weights().names()) {
      if (!name.endsWith("/conv.weight")) {
        assertThat(scaled.weights().values(name)).isEqualTo(start.weights().values(name));
      }
    }
  }

  @Test
  void headsOfTheModelAndThoseWithBatchNormalisationStay() {
    Model model = model(Variant.PAPER);
    StartingPoint start = StartingPoint.model(model, RECIPE, CLASSES);
    assertThat(
            NewHeads.scaled(
                start,
                start.weights().names(),
                RECIPE,
                examples,
                new PlainEngine(),
                EngineOptions.DEFAULT,
                PictureLimits.DEFAULT))
        .isSameAs(start);
    Model normalised = model(Variant.BATCH_NORM);
    StartingPoint other = StartingPoint.model(normalised, RECIPE, CLASSES);
    assertThat(scaled(other, normalised)).isSameAs(other);
  }
}
