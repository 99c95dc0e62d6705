package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CalibrateCommandTest {
  private static final String[] LABELS = {"hat", "shirt", "shoe", "skirt", "dress"};

  @TempDir private Path place = Path.of("");
  private Path model = Path.of("");
  private Path data = Path.of("");

  /** An untrained model that is very sure, and wrong most of the time. */
  @BeforeEach
  void makeModelAndPictures() throws IOException {
    model = Samples.model(place);
    data = place.resolve("data");
    pictures("validation", 6, LABELS);
    pictures("train", 1, LABELS);
  }

  private void pictures(String part, int count, String... labels) throws IOException {
    int seed = part.length();
    for (String label : labels) {
      Path folder = Files.createDirectories(data.resolve(part).resolve(label));
      for (int i = 0; i < count; i++) {
        Samples.picture(folder.resolve(i + ".png"), seed++);
      }
    }
  }

  private JsonNode calibrate(Path from, Path to) {
    Call call = Call.of("calibrate", "--model", from, data, "--output", to, "--json");
    assertThat(call.status()).describedAs(call.err()).isZero();
    return call.json().get(0);
  }

  private JsonNode probabilities(Path file) {
    Call call =
        Call.of("classify", "--model", file, "--json", data.resolve("validation/hat/0.png"));
    assertThat(call.status()).describedAs(call.err()).isZero();
    return call.json().get(0).get("predictions");
  }

  /** Ratios of probabilities are differences of logits: they are divided by the temperature. */
  private static void assertDivided(JsonNode before, JsonNode after, double temperature) {
    for (int i = 0; i < 2; i++) {
      assertThat(after.get(i).get("label")).isEqualTo(before.get(i).get("label"));
    }
    double difference = Math.log(ratio(before));
    assertThat(Math.log(ratio(after)))
        .isCloseTo(difference / temperature, within(.01 + .01 * difference / temperature));
  }

  private static double ratio(JsonNode predictions) {
    return predictions.get(0).get("probability").asDouble()
        / predictions.get(1).get("probability").asDouble();
  }

  @Test
  void theModelWrittenIsLessSureAndAnswersTheSame() throws IOException {
    Path output = place.resolve("calibrated.safetensors");
    JsonNode json = calibrate(model, output);
    assertThat(json.get("images").asInt()).isEqualTo(30);
    double temperature = json.get("temperature").asDouble();
    assertThat(temperature).isGreaterThan(1.5);
    JsonNode before = json.get("before");
    JsonNode after = json.get("after");
    assertThat(after.get("top1")).isEqualTo(before.get("top1"));
    for (String figure :
        new String[] {
          "negative_log_likelihood", "brier", "calibration_error", "calibration_error_equal_width"
        }) {
      assertThat(after.get(figure).asDouble()).as(figure).isLessThan(before.get(figure).asDouble());
    }
    assertDivided(probabilities(model), probabilities(output), temperature);
    Model written = ModelFile.read(output);
    assertThat(written.history().get("calibration"))
        .contains("fitted on 30 pictures of a validation part");
    Call text = Call.of("calibrate", "--model", model, data, "--output", output, "--force");
    assertThat(text.out())
        .contains("temperature: ", "loss (negative log-likelihood): ", " before, ", " after");
  }

  @Test
  void evaluateFindsWhatCalibrateTold() {
    Path output = place.resolve("calibrated.safetensors");
    JsonNode after = calibrate(model, output).get("after");
    Call call = Call.of("evaluate", "--model", output, data.resolve("validation"), "--json");
    JsonNode evaluated = call.json().get(0);
    assertThat(evaluated.get("loss").asDouble())
        .isCloseTo(after.get("negative_log_likelihood").asDouble(), within(1e-6));
    assertThat(evaluated.get("calibration_error").asDouble())
        .isCloseTo(after.get("calibration_error").asDouble(), within(1e-6));
  }

  /** The last layer of an int8 model is computed in floating point. */
  @Test
  void anInt8ModelIsCalibratedToo() {
    Assumptions.assumeTrue(
        Engine.best().availability().precisions().contains(Precision.INT8),
        "skipped: this CPU has no int8");
    Path int8 = place.resolve("int8.safetensors");
    Call quantized = Call.of("quantize", "--model", model, "--pictures", data, "--output", int8);
    assertThat(quantized.status()).describedAs(quantized.err()).isZero();
    Path output = place.resolve("calibrated.safetensors");
    JsonNode json = calibrate(int8, output);
    assertThat(json.get("after").get("negative_log_likelihood").asDouble())
        .isLessThan(json.get("before").get("negative_log_likelihood").asDouble());
    assertDivided(probabilities(int8), probabilities(output), json.get("temperature").asDouble());
  }

  private void assertRefused(String message) {
    Path output = place.resolve("calibrated.safetensors");
    Call call = Call.of("calibrate", "--model", model, data, "--output", output);
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err()).isEqualTo("googlenet: " + message + "\n");
    assertThat(output).doesNotExist();
  }

  @Test
  void dataWithoutAValidationPartIsRefused() throws IOException {
    Files.move(data.resolve("validation"), data.resolve("test"));
    assertRefused(
        data
            + ": expected pictures of the model's classes in a validation part, found train and test"
            + " only. Add that part: a temperature is fitted on pictures that the model was not"
            + " trained on.");
  }

  @Test
  void aValidationPartWithOneClassIsRefused() throws IOException {
    data = place.resolve("other");
    pictures("train", 1, LABELS);
    pictures("validation", 3, "shirt");
    assertRefused(
        data
            + ": expected at least two classes in the validation part, found one (shirt). Add"
            + " pictures of the others.");
  }

  /** Without parts, pictures are split as for training; five are too few for a validation part. */
  @Test
  void picturesWithoutPartsAreSplitAsForTraining() throws IOException {
    data = data.resolve("train");
    assertRefused(
        data
            + ": expected pictures of the model's classes in a validation part, found none. Add that"
            + " part: a temperature is fitted on pictures that the model was not trained on.");
    data = place.resolve("data/validation");
    JsonNode json = calibrate(model, place.resolve("calibrated.safetensors"));
    assertThat(json.get("images").asInt()).isEqualTo(5); // a tenth of six, rounded, of each class
  }

  @Test
  void nothingIsReplacedUnasked() throws IOException {
    Path output = Files.writeString(place.resolve("calibrated.safetensors"), "mine");
    Call call = Call.of("calibrate", "--model", model, data, "--output", output);
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err()).contains("expected no file of that name, found one.", "(--force)");
    assertThat(output).hasContent("mine");
    Call same = Call.of("calibrate", "--model", model, data, "--output", model, "--force");
    assertThat(same.err()).contains("expected another file than MODEL, found the same.");
  }
}
