package io.github.googlenet4j.features;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.cache.CachedFolder;
import io.github.googlenet4j.data.DrawnPictures;
import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.PlainEngine;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.Preparation;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is computed, and what is taken from the cache. */
class FeatureSourceTest {
  private static final int SIDE = 32;
  private static final EngineOptions OPTIONS =
      EngineOptions.DEFAULT.withThreads(2).withLargestBatch(2);
  private static final Model MODEL = model(Map.of());

  @TempDir private Path place = Path.of("");
  private final List<Path> files = new ArrayList<>();
  private int computed;

  /** A model with some values of weights changed. */
  private static Model model(Map<String, Float> changes) {
    Weights weights = SampleWeights.of(GoogLeNet.graph(Variant.PAPER, 3, SIDE, false)).weights();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : weights.names()) {
      Tensor tensor = weights.get(name);
      Float change = changes.get(name);
      if (change != null) {
        float[] values = tensor.values().clone();
        values[values.length - 1] += change;
        tensor = new Tensor(tensor.shape(), values);
      }
      tensors.put(name, tensor);
    }
    Preparation preparation = Variant.PAPER.preparation().atSide(SIDE);
    return new Model(
        Variant.PAPER, List.of("a", "b", "c"), preparation, false, new Weights(tensors), Map.of());
  }

  @BeforeEach
  void drawPictures() throws IOException {
    for (int i = 0; i < 3; i++) {
      files.add(DrawnPictures.draw(place.resolve(i + ".png"), 40, 40, i));
    }
  }

  private FeatureSource source(Model model) {
    return new FeatureSource(
        model,
        PictureLimits.DEFAULT,
        new PlainEngine(),
        OPTIONS,
        CachedFolder.at(place.resolve("cache"), 1 << 20));
  }

  private FeatureTable of(FeatureSource source) {
    computed = 0;
    return source.of(files, (done, all) -> computed = done, () -> false).orElseThrow();
  }

  @Test
  void featuresAreThoseThatTrainingUses() {
    FeatureTable table = of(source(MODEL));
    PooledFeatures pooled =
        PooledFeatures.of(
                MODEL,
                files.stream().map(file -> new Example(file, 0)).toList(),
                PictureLimits.DEFAULT,
                new PlainEngine(),
                OPTIONS,
                done -> {},
                () -> false)
            .orElseThrow();
    assertThat(table.indices()).containsExactly(0, 1, 2);
    for (int i = 0; i < 3; i++) {
      assertThat(table.rows().get(i)).isEqualTo(pooled.rows().get(i));
    }
  }

  @Test
  void theSamePicturesAreComputedOnceInAnyOrder() {
    FeatureTable first = of(source(MODEL));
    assertThat(computed).isEqualTo(3);
    FeatureTable second = of(source(MODEL));
    assertThat(computed).isZero();
    Collections.reverse(files);
    FeatureTable reversed = of(source(MODEL));
    assertThat(computed).isZero();
    for (int i = 0; i < 3; i++) {
      assertThat(second.rows().get(i)).isEqualTo(first.rows().get(i));
      assertThat(reversed.rows().get(i)).isEqualTo(first.rows().get(2 - i));
    }
    assertThat(second.digests()).isEqualTo(first.digests());
  }

  @Test
  void aChangedPictureIsComputedAgain() throws IOException {
    FeatureTable before = of(source(MODEL));
    DrawnPictures.draw(files.get(1), 40, 40, 99);
    FeatureTable after = of(source(MODEL));
    assertThat(computed).isEqualTo(1);
    assertThat(after.rows().get(0)).isEqualTo(before.rows().get(0));
    assertThat(after.rows().get(1)).isNotEqualTo(before.rows().get(1));
    of(source(MODEL));
    assertThat(computed).isZero();
  }

  @Test
  void otherWeightsPreparationOrLimitsMissTheCacheAndAnotherClassifierDoesNot() {
    of(source(MODEL));
    of(source(model(Map.of("loss3/classifier.bias", 1f))));
    assertThat(computed).isZero();
    of(source(model(Map.of("inception_5b/pool_proj.bias", 1f))));
    assertThat(computed).isEqualTo(3);
    Preparation other =
        new Preparation(MODEL.preparation().fit(), 40, SIDE, MODEL.preparation().filter());
    of(
        source(
            new Model(MODEL.variant(), MODEL.classes(), other, false, MODEL.weights(), Map.of())));
    assertThat(computed).isEqualTo(3);
    FeatureSource source = source(MODEL);
    of(
        new FeatureSource(
            MODEL,
            new PictureLimits(1 << 20, 1 << 20, 1 << 20, PictureLimits.DEFAULT.time()),
            source.engine(),
            OPTIONS,
            source.cache()));
    assertThat(computed).isEqualTo(3);
  }

  @Test
  void aDamagedCacheIsComputedAgain() throws IOException {
    FeatureTable before = of(source(MODEL));
    try (Stream<Path> kept = Files.list(place.resolve("cache"))) {
      for (Path file : kept.toList()) {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
      }
    }
    FeatureTable after = of(source(MODEL));
    assertThat(computed).isEqualTo(3);
    assertThat(after.rows().get(0)).isEqualTo(before.rows().get(0));
  }

  @Test
  void whatCannotBeReadIsToldEachTime() throws IOException {
    Files.writeString(files.get(1), "no picture");
    for (int i = 0; i < 2; i++) {
      FeatureTable table = of(source(MODEL));
      assertThat(table.indices()).containsExactly(0, 2);
      assertThat(table.refusals()).singleElement().asString().contains("1.png: expected");
    }
    assertThat(computed).isEqualTo(1);
  }

  @Test
  void itCanBeStopped() {
    assertThat(source(MODEL).of(files, (done, all) -> {}, () -> true)).isEmpty();
  }
}
