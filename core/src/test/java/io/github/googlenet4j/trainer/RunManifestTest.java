package io.github.googlenet4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.data.SourceOptions;
import io.github.googlenet4j.data.Split;
import io.github.googlenet4j.graph.Operation.Normalization;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.train.Preset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunManifestTest {

  @Test
  void aResumedRunHasTheLimitsThatItBeganWith() {
    PictureLimits limits = new PictureLimits(1, 2, 3, Duration.ofMillis(4500));

    Map<String, String> text = manifest(SourceOptions.DEFAULT.withLimits(limits)).toText();

    assertThat(RunManifest.of(text).reading().limits()).isEqualTo(limits);
  }

  @Test
  void aResumedRunHasTheCorrectionsThatItBeganWith() {
    Path file = Path.of("right.csv");

    Map<String, String> text = manifest(SourceOptions.DEFAULT.withCorrections(file)).toText();

    assertThat(RunManifest.of(text).reading().corrections()).contains(file.toAbsolutePath());
  }

  @Test
  void aRunOfEarlierVersionsHasTheDefault() {
    Map<String, String> text = manifest(SourceOptions.DEFAULT).toText();

    assertThat(text.keySet()).noneMatch(key -> key.contains("max_"));
    assertThat(RunManifest.of(text).reading()).isEqualTo(SourceOptions.DEFAULT);
  }

  @Test
  void aResumedRunHasTheInputOfItsWeights() {
    Normalization half =
        new Normalization(List.of(127.5f, 127f, 126f), List.of(127.5f, 1f, 2f), true);
    Variant variant = Variant.TORCHVISION.withNormalization(half);

    Map<String, String> text = manifest(SourceOptions.DEFAULT, variant).toText();

    assertThat(RunManifest.of(text).variant()).isEqualTo(variant);
  }

  private static RunManifest manifest(SourceOptions reading) {
    return manifest(reading, Variant.BATCH_NORM);
  }

  private static RunManifest manifest(SourceOptions reading, Variant variant) {
    return new RunManifest(
        List.of(Path.of("pictures")),
        reading,
        Split.DEFAULT,
        "fingerprint",
        Preset.SCRATCH.recipe(),
        Preset.SCRATCH.recipe().epochs(),
        variant,
        variant.preparation(),
        "source",
        List.of(),
        Map.of());
  }
}
