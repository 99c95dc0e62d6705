package io.github.googlenet4j.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.googlenet4j.data.DrawnPictures;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.PlainEngine;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.image.Crops;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.image.Preparation;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnsembleTest {
  private static final int SIDE = 32;
  private static final PictureReader READER = new PictureReader(PictureLimits.DEFAULT);

  @TempDir private Path folder = Path.of("");

  /**
   * Weights that follow from the seed and the label, so that a class has the same ones wherever it
   * stands.
   */
  private static Model model(Variant variant, double factor, String... labels) {
    return model(variant.preparation().atSide(SIDE), variant, factor, List.of(), labels);
  }

  private static Model model(
      Preparation preparation, Variant variant, double factor, List<String> ids, String... labels) {
    Weights sample =
        SampleWeights.of(GoogLeNet.graph(variant, labels.length, SIDE, false)).weights();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : sample.names()) {
      Tensor tensor = sample.get(name);
      float[] values = tensor.values().clone();
      if (name.startsWith(GoogLeNet.CLASSIFIER + ".")) {
        int row = values.length / labels.length;
        for (int i = 0; i < labels.length; i++) {
          String id = ids.isEmpty() ? labels[i] : ids.get(i);
          for (int j = 0; j < row; j++) {
            values[i * row + j] = (float) (factor * Math.sin(id.hashCode() % 1000 + j));
          }
        }
      }
      tensors.put(name, new Tensor(tensor.shape(), values));
    }
    Map<String, String> history = new TreeMap<>();
    if (!ids.isEmpty()) {
      history.put(Model.CLASS_IDS, String.join(" ", ids));
    }
    return new Model(variant, List.of(labels), preparation, false, new Weights(tensors), history);
  }

  private static Ensemble ensemble(List<Crops> crops, Model... models) {
    return new Ensemble(List.of(models), crops, new PlainEngine(), EngineOptions.DEFAULT, READER);
  }

  private static float[] alone(Model model, Crops crops, Picture picture) {
    try (Ensemble ensemble = ensemble(List.of(crops), model)) {
      return ensemble.answer(picture).mean(0);
    }
  }

  @Test
  void classesInAnotherOrderAreMapped() throws IOException {
    Picture picture = READER.read(DrawnPictures.draw(folder.resolve("a.png"), 40, 50, 1));
    Model first = model(Variant.SEED, .002, "hat", "shirt", "shoe");
    Model turned = model(Variant.SEED, .002, "shoe", "hat", "shirt");
    float[] expected = alone(first, Crops.ONE, picture);
    try (Ensemble ensemble = ensemble(List.of(Crops.ONE), first, turned)) {
      Answer answer = ensemble.answer(picture);
      assertThat(ensemble.classes()).containsExactly("hat", "shirt", "shoe");
      assertThat(answer.of(0, 1)).usingComparatorWithPrecision(1e-6f).containsExactly(expected);
      assertThat(answer.mean(0)).usingComparatorWithPrecision(1e-6f).containsExactly(expected);
    }
    assertThat(expected[0]).isNotCloseTo(expected[1], within(1e-3f));
    assertThat(expected[1]).isNotCloseTo(expected[2], within(1e-3f));
  }

  @Test
  void theAnswerIsTheMeanOfTheModels() throws IOException {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      files.add(DrawnPictures.draw(folder.resolve(i + ".png"), 40, 50, i));
    }
    Model squashing = model(Variant.PAPER, .002, "hat", "shirt", "shoe");
    Model keeping = model(Variant.SEED, .003, "shoe", "shirt", "hat"); // with another preparation
    List<Crops> crops = List.of(Crops.ONE, Crops.TEN);
    List<float[]> means = new ArrayList<>();
    try (Ensemble ensemble = ensemble(crops, squashing, keeping)) {
      ensemble.run(
          files,
          new Ensemble.Receiver() {
            @Override
            public void result(int index, Answer answer) {
              means.add(answer.mean(0));
              means.add(answer.mean(1));
            }

            @Override
            public void refusal(int index, String reason) {
              throw new AssertionError(reason);
            }
          },
          () -> false);
    }
    for (int i = 0; i < 3; i++) {
      Picture picture = READER.read(files.get(i));
      for (int kind = 0; kind < 2; kind++) {
        float[] a = alone(squashing, crops.get(kind), picture);
        float[] b = alone(keeping, crops.get(kind), picture);
        float[] expected = {(a[0] + b[2]) / 2, (a[1] + b[1]) / 2, (a[2] + b[0]) / 2};
        assertThat(means.get(2 * i + kind))
            .usingComparatorWithPrecision(1e-5f)
            .containsExactly(expected);
      }
    }
  }

  @Test
  void classesOfTheSameLabelBelongTogetherByTheirIds() {
    Preparation preparation = Variant.SEED.preparation().atSide(SIDE);
    Model first =
        model(preparation, Variant.SEED, 1, List.of("n1", "n2", "n3"), "crane", "hat", "crane");
    Model turned =
        model(preparation, Variant.SEED, 1, List.of("n3", "n1", "n2"), "crane", "crane", "hat");
    Model without = model(Variant.SEED, 1, "hat", "crane", "crane");
    assertThat(SameClasses.indices(first, turned, "b")).containsExactly(1, 2, 0);
    assertThat(SameClasses.indices(first, without, "b")).containsExactly(1, 0, 2);
  }

  @Test
  void modelsOfOtherClassesAreRefusedWithTheFirstLabelsThatDiffer() {
    Model first = model(Variant.SEED, 1, "hat", "shirt", "shoe");
    Model other = model(Variant.SEED, 1, "hat", "boot", "skirt");
    Model fewer = model(Variant.SEED, 1, "shoe", "hat");
    Model more = model(Variant.SEED, 1, "shoe", "hat", "shirt", "dress", "cap");
    assertThatThrownBy(() -> ensemble(List.of(Crops.ONE), first, other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "model 2: expected the 3 classes of the first model, in any order, found 3: without"
                + " 'shirt' and 1 more, with 'boot' and 1 more. Give models of the same classes.");
    assertThatThrownBy(() -> Ensemble.check(List.of(first, fewer), List.of("a", "b")))
        .hasMessage(
            "b: expected the 3 classes of the first model, in any order, found 2: without 'shirt'."
                + " Give models of the same classes.");
    assertThatThrownBy(() -> Ensemble.check(List.of(first, first, more), List.of("a", "b", "c")))
        .hasMessageContaining("c: ")
        .hasMessageContaining("found 5: with 'dress' and 1 more.");
  }
}
