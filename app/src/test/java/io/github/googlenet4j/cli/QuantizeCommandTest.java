package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.googlenet4j.Classifier;
import io.github.googlenet4j.ClassifierOptions;
import io.github.googlenet4j.Prediction;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantizeCommandTest {
  @TempDir Path folder = Path.of("");
  private Path model = Path.of("");
  private Path pictures = Path.of("");
  private Path output = Path.of("");

  @BeforeEach
  void write() throws IOException {
    model = Samples.model(folder);
    pictures = Files.createDirectory(folder.resolve("pictures"));
    for (int i = 0; i < 5; i++) {
      Samples.picture(pictures.resolve(i + ".png"), i);
    }
    output = folder.resolve("model8.safetensors");
  }

  private Call quantize(Path from, Path on) {
    return Call.of("quantize", "--model", from, "--pictures", on, "--output", output);
  }

  @Test
  void picturesBeyondTheLimitsAreNotMeasured() {
    Call call =
        Call.of(
            "quantize",
            "--model",
            model,
            "--pictures",
            pictures,
            "--output",
            output,
            "--max-pixels",
            9);
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err())
        .contains("pictures: expected at least one that can be read, found none of 5 (")
        .contains("expected at most 9 pixels, found 120 x 90.")
        .contains("raise the limit of pixels (--max-pixels)");
    assertThat(output).doesNotExist();
  }

  @Test
  void theModelBecomesOneThatEveryCommandTakes() throws IOException {
    Call call = quantize(model, pictures);
    assertThat(call.err()).isEmpty();
    assertThat(call.status()).isZero();
    assertThat(call.out()).contains("ranges by maximum", "ranges by least squares", "(taken)");
    assertThat(call.out()).contains("of the 5 pictures");
    assertThat(Files.size(output)).isLessThan(Files.size(model) / 3);

    Call classify = Call.of("classify", "--model", output, "--json", pictures.resolve("1.png"));
    assertThat(classify.status()).isZero();
    assertThat(Call.of("summary", "--model", output).status()).isZero();
    Call bench =
        Call.of(
            "bench",
            "--model",
            output,
            "--batch",
            "1",
            "--rounds",
            "1",
            "--seconds",
            "0",
            "--json");
    assertThat(bench.err()).isEmpty();
    JsonNode rows = new ObjectMapper().readTree(bench.out());
    assertThat(rows).anyMatch(row -> row.get("precision").asText().equals("int8"));
  }

  /** In int8, unless the options name another precision. */
  @Test
  void anInt8ModelRunsInItsOwnPrecisionUnlessToldOtherwise() throws IOException {
    assertThat(quantize(model, pictures).status()).isZero();
    Path picture = pictures.resolve("1.png");
    List<Prediction> plain = classified(picture, ClassifierOptions.DEFAULT);
    try (Classifier classifier = Classifier.open(output)) {
      assertThat(classifier.classify(picture)).isEqualTo(plain);
    }
    assertThat(classified(picture, ClassifierOptions.DEFAULT.withTop(3)))
        .isEqualTo(plain.subList(0, 3));
    EngineOptions engine = EngineOptions.DEFAULT;
    assertThat(classified(picture, with(engine.withPrecision(Precision.INT8)))).isEqualTo(plain);
    assertThat(classified(picture, with(engine.withPrecision(Precision.FP32)))).isNotEqualTo(plain);
    assertThat(Call.of("classify", "--model", output, "--json", picture).out())
        .contains("\"probability\":" + plain.get(0).probability());
  }

  private static ClassifierOptions with(EngineOptions engine) {
    return ClassifierOptions.DEFAULT.withEngine(engine);
  }

  private List<Prediction> classified(Path picture, ClassifierOptions options) throws IOException {
    try (Classifier classifier = Classifier.open(output, options)) {
      return classifier.classify(picture);
    }
  }

  @Test
  void whatCannotBeQuantisedIsRefusedAndNothingIsWritten() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThat(quantize(model, empty).err())
        .contains("empty: expected pictures (", "found none. Check the path.");
    Files.writeString(empty.resolve("broken.jpg"), "no picture");
    assertThat(quantize(model, empty).err())
        .contains("pictures: expected at least one that can be read, found none of 1 (");
    assertThat(output).doesNotExist();

    assertThat(quantize(model, pictures).status()).isZero();
    assertThat(quantize(model, pictures).err()).contains("model8.safetensors: expected", "--force");
    Path again = folder.resolve("again");
    Call twice = Call.of("quantize", "--model", output, "--pictures", pictures, "--output", again);
    assertThat(twice.err())
        .contains("model: expected one in float32, found one quantised already.");
    assertThat(again).doesNotExist();
  }

  @Test
  void precisionsThatAreNotThereAreRefused() throws IOException {
    Path picture = pictures.resolve("1.png");
    assertThat(Call.of("classify", "--model", model, "--precision", "int8", picture).err())
        .contains("precision int8: expected a quantised model, found one in float32.");
    assertThat(Call.of("classify", "--model", model, "--precision", "int4", picture).err())
        .contains("--precision: expected one of fp32, bf16, int8, auto, found int4.");
  }
}
