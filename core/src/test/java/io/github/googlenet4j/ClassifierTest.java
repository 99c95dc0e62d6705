package io.github.googlenet4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.PlainEngine;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.Inference;
import io.github.googlenet4j.graph.PlainExecutor;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.image.Crops;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.image.PictureException;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.image.Preparation;
import io.github.googlenet4j.image.View;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifierTest {
  private static final Preparation PREPARATION = Variant.SEED.preparation().atSide(32);
  private static final Model MODEL =
      new Model(
          Variant.SEED,
          List.of("hat", "shirt", "shoe"),
          PREPARATION,
          true,
          SampleWeights.of(GoogLeNet.graph(Variant.SEED, 3, 32, true)).weights(),
          Map.of());
  private static final ClassifierOptions BATCHES_OF_4 =
      ClassifierOptions.DEFAULT.withEngine(EngineOptions.DEFAULT.withLargestBatch(4));

  private static Classifier classifier() {
    return Classifier.of(MODEL, new PlainEngine(), BATCHES_OF_4);
  }

  private static BufferedImage image(int shade) {
    BufferedImage image = new BufferedImage(60, 40, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(shade, 255 - shade, shade / 2));
    graphics.fillRect(5, 5, 20 + shade / 10, 30);
    graphics.dispose();
    return image;
  }

  private static Path file(Path folder, int shade) throws IOException {
    Path file = folder.resolve("p%03d.png".formatted(shade));
    ImageIO.write(image(shade), "png", file.toFile());
    return file;
  }

  /** Each crop by the plain executor, softmax and mean by hand. */
  @Test
  void tenCropsAreAnsweredByTheMeanOfTheirProbabilities() {
    PlainExecutor executor = new PlainExecutor(Inference.apply(MODEL.network()));
    double[] mean = new double[3];
    for (View view : Crops.TEN.of(PictureReader.of(image(77)), PREPARATION)) {
      FloatBuffer values = FloatBuffer.allocate(3 * 32 * 32);
      view.into(values, 0);
      float[] logits = executor.main(values.array());
      double sum = 0;
      for (float logit : logits) {
        sum += Math.exp(logit);
      }
      for (int i = 0; i < mean.length; i++) {
        mean[i] += Math.exp(logits[i]) / sum / 10;
      }
    }
    ClassifierOptions ten = BATCHES_OF_4.withCrops(Crops.TEN);
    try (Classifier classifier = Classifier.of(MODEL, new PlainEngine(), ten)) {
      for (Prediction prediction : classifier.classify(image(77))) {
        assertThat((double) prediction.probability())
            .isCloseTo(mean[prediction.index()], within(1e-5));
      }
    }
  }

  /** Prepared by hand, run by the plain executor, softmax by hand. */
  @Test
  void probabilitiesAreThoseOfTheNetworkOnThePreparedPicture() {
    Picture square = PREPARATION.apply(PictureReader.of(image(77)));
    float[] values = new float[square.rgb().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Byte.toUnsignedInt(square.rgb()[i]);
    }
    float[] logits = new PlainExecutor(Inference.apply(MODEL.network())).main(values);
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    try (Classifier classifier = classifier()) {
      List<Prediction> found = classifier.classify(image(77));
      assertThat(found).hasSize(3);
      for (Prediction prediction : found) {
        assertThat(prediction.label()).isEqualTo(MODEL.classes().get(prediction.index()));
        assertThat((double) prediction.probability())
            .isCloseTo(
                Math.exp(logits[prediction.index()]) / sum,
                org.assertj.core.data.Offset.offset(1e-6));
      }
      assertThat(found)
          .isSortedAccordingTo((a, b) -> Float.compare(b.probability(), a.probability()));
    }
  }

  @Test
  void aFileItsBytesAndItsImageAnswerAlike(@TempDir Path folder) throws IOException {
    Path file = file(folder, 120);
    try (Classifier classifier = classifier()) {
      List<Prediction> expected = classifier.classify(file);
      assertThat(classifier.classify(Files.readAllBytes(file))).isEqualTo(expected);
      assertThat(classifier.classify(image(120))).isEqualTo(expected);
    }
  }

  @Test
  void manyAnswerInOrderAndBadOnesDoNotStopThem(@TempDir Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      files.add(file(folder, 20 * i));
    }
    Path bad = Files.writeString(folder.resolve("bad.png"), "no picture");
    for (int place : new int[] {12, 7, 4, 0}) { // first, last and alone among batches of 4
      files.add(Math.min(place, files.size()), bad);
    }
    try (Classifier classifier = classifier()) {
      List<Result> results = classifier.classifyAll(files);
      assertThat(results).extracting(Result::picture).isEqualTo(files);
      for (Result result : results) {
        if (result.picture().equals(bad)) {
          assertThat(result).isInstanceOf(Result.Refusal.class);
          assertThat(((Result.Refusal) result).reason()).startsWith(bad + ": expected a ");
        } else {
          assertThat(((Result.Answer) result).predictions())
              .isEqualTo(classifier.classify(result.picture()));
        }
      }
      assertThat(classifier.classifyAll(List.of())).isEmpty();
    }
  }

  @Test
  void whoeverTakesTheResultsMayStopThem(@TempDir Path folder) throws IOException {
    List<Path> files = Collections.nCopies(30, file(folder, 9));
    try (Classifier classifier = classifier()) {
      assertThatThrownBy(
              () ->
                  classifier.classifyAll(
                      files,
                      result -> {
                        throw new IllegalArgumentException("enough");
                      }))
          .hasMessage("enough");
      assertThat(Thread.getAllStackTraces().keySet())
          .noneMatch(thread -> thread.getName().equals("pictures"));
      assertThat(classifier.classifyAll(files)).hasSize(30);
    }
  }

  @Test
  void callersAtOnceGetTheirOwnAnswers() throws InterruptedException {
    try (Classifier classifier = classifier()) {
      List<Throwable> failures = new CopyOnWriteArrayList<>();
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        BufferedImage own = image(40 * i);
        List<Prediction> expected = classifier.classify(own);
        Thread caller =
            new Thread(
                () -> {
                  for (int round = 0; round < 10; round++) {
                    assertThat(classifier.classify(own)).isEqualTo(expected);
                  }
                });
        caller.setUncaughtExceptionHandler((thread, thrown) -> failures.add(thrown));
        callers.add(caller);
        caller.start();
      }
      for (Thread caller : callers) {
        caller.join();
      }
      assertThat(failures).isEmpty();
    }
  }

  @Test
  void onlyTheBestAreGivenAndOfEqualsTheFirst() {
    List<String> classes = List.of("a", "b", "c", "d", "e");
    float[] probabilities = {9, 9, .2f, .3f, .3f, .1f, .3f, 9};
    assertThat(Ranking.best(classes, probabilities, 2, 3))
        .extracting(Prediction::label)
        .containsExactly("b", "c", "e");
    assertThat(Ranking.best(classes, probabilities, 2, 99)).hasSize(5);
    try (Classifier classifier = Classifier.of(MODEL, new PlainEngine(), BATCHES_OF_4.withTop(1))) {
      assertThat(classifier.classify(image(1))).hasSize(1);
    }
  }

  @Test
  void limitsHoldForBytesToo(@TempDir Path folder) throws IOException {
    byte[] bytes = Files.readAllBytes(file(folder, 3));
    ClassifierOptions strict = BATCHES_OF_4.withLimits(new PictureLimits(10, 1000));
    try (Classifier classifier = Classifier.of(MODEL, new PlainEngine(), strict)) {
      assertThatThrownBy(() -> classifier.classify(bytes))
          .isInstanceOf(PictureException.class)
          .hasMessageStartingWith("picture: expected at most 10 bytes");
    }
  }

  @Test
  void weightsThatAreNoNumbersAreRefused() {
    Weights good = MODEL.weights();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    good.names().forEach(name -> tensors.put(name, good.get(name)));
    for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
      float[] values = good.values("inception_4e/5x5.weight").clone();
      values[12345] = bad;
      Tensor broken = new Tensor(good.get("inception_4e/5x5.weight").shape(), values);
      tensors.put("inception_4e/5x5.weight", broken);
      assertThatThrownBy(
              () ->
                  new Model(
                      Variant.SEED,
                      MODEL.classes(),
                      PREPARATION,
                      true,
                      new Weights(tensors),
                      Map.of()))
          .hasMessage(
              "inception_4e/5x5.weight: expected finite numbers, found an infinite one or none"
                  + " (NaN).");
    }
  }

  @Test
  void afterClosingNothingAnswers() {
    Classifier classifier = classifier();
    classifier.close();
    assertThatThrownBy(() -> classifier.classify(image(1)))
        .isInstanceOf(IllegalStateException.class);
  }
}
