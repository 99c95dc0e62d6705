package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.googlenet4j.SharedData;
import io.github.googlenet4j.engine.CaffeGolden;
import io.github.googlenet4j.evaluate.Temperature;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.model.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of photographs that is far too sure becomes as sure as it is right. */
class CalibratedClothingTest {
  /** How much too sure the model is made: its logits are multiplied by this. */
  private static final double TOO_SURE = 4;

  @TempDir private Path place = Path.of("");

  /** Copies some pictures of each class. */
  private void take(String part, int each) throws IOException {
    try (Stream<Path> classes = Files.list(SharedData.path("data/clothing").resolve(part))) {
      for (Path label : classes.sorted().toList()) {
        Path folder =
            Files.createDirectories(
                place.resolve("data").resolve(part).resolve(label.getFileName()));
        try (Stream<Path> files = Files.list(label)) {
          for (Path file : files.sorted().limit(each).toList()) {
            Files.copy(file, folder.resolve(file.getFileName()));
          }
        }
      }
    }
  }

  private JsonNode evaluate(Path model) {
    Call call = Call.of("evaluate", "--model", model, "--json", place.resolve("data/test"));
    assertThat(call.status()).describedAs(call.err()).isZero();
    return call.json().get(0);
  }

  @Test
  void theCalibrationErrorOfTheTestPartFalls() throws IOException {
    take("train", 10);
    take("validation", 12);
    take("test", 12);
    List<String> labels = IntStream.range(0, 1000).mapToObj(i -> "class " + i).toList();
    Path start = place.resolve("start.safetensors");
    ModelFile.write(
        new Model(Variant.PAPER, labels, false, CaffeGolden.network().weights()), start, false);
    Path data = place.resolve("data");
    Path run = place.resolve("run");
    Call train = Call.of("train", data, "--model", start, "--preset", "features", "--output", run);
    assertThat(train.status()).describedAs(train.err()).isZero();
    Path sure = place.resolve("sure.safetensors");
    Model trained = ModelFile.read(run.resolve("model.safetensors"));
    ModelFile.write(new Temperature(1 / TOO_SURE, 0).applied(trained), sure, false);

    Path calibrated = place.resolve("calibrated.safetensors");
    Call call = Call.of("calibrate", "--model", sure, data, "--output", calibrated, "--json");
    assertThat(call.status()).describedAs(call.err()).isZero();
    assertThat(call.json().get(0).get("temperature").asDouble()).isBetween(2., 8.);
    JsonNode before = evaluate(sure);
    JsonNode after = evaluate(calibrated);
    assertThat(after.get("confusion")).isEqualTo(before.get("confusion"));
    for (String error : List.of("calibration_equal_count", "calibration_equal_width")) {
      assertThat(after.get(error).get("error").asDouble())
          .as(error)
          .isLessThan(.8 * before.get(error).get("error").asDouble());
    }
    assertThat(after.get("negative_log_likelihood").asDouble())
        .isLessThan(.8 * before.get("negative_log_likelihood").asDouble());
    assertThat(after.get("brier").asDouble()).isLessThan(before.get("brier").asDouble());
  }
}
