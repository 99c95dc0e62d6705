package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.googlenet4j.SharedData;
import io.github.googlenet4j.engine.CaffeGolden;
import io.github.googlenet4j.file.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandTest {
  @TempDir Path folder = Path.of("");
  private Path model = Path.of("");
  private Path output = Path.of("");

  @BeforeEach
  void write() throws IOException {
    model = Samples.model(folder);
    output = folder.resolve("model.onnx");
  }

  private Call export(Object... more) {
    Object[] words = new Object[5 + more.length];
    System.arraycopy(new Object[] {"export", "--model", model, "--output", output}, 0, words, 0, 5);
    System.arraycopy(more, 0, words, 5, more.length);
    return Call.of(words);
  }

  @Test
  void itSaysWhatTheFileReadsAndGivesAndHowFarItsAnswersAre() {
    Call call = export();
    assertThat(call.err()).isEmpty();
    assertThat(call.status()).isZero();
    assertThat(call.out().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith(output + ": paper, 5 classes, ")
                    .endsWith(" MB, operator set 17"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        "reads data float32 [batch, 3, height, width], gives loss3/classifier"
                            + " [batch, 5] (logits)"),
            line ->
                assertThat(line)
                    .startsWith(
                        "largest difference of logits between onnxruntime (the file) and onednn on"
                            + " 4 drawn pictures: "));
    assertThat(output).isRegularFile();
  }

  @Test
  void rawFilesReadBytesAndGiveProbabilities() throws IOException {
    Path photographs = Files.createDirectory(folder.resolve("photographs"));
    for (int i = 0; i < 9; i++) { // one more than the comparison takes at once
      Samples.picture(photographs.resolve(i + ".png"), i);
    }
    Call call = export("--raw", "--json", "--pictures", photographs);
    assertThat(call.err()).isEmpty();
    assertThat(call.status()).isZero();
    JsonNode report = call.json().get(0);
    assertThat(report.get("input").asText()).isEqualTo("pictures");
    assertThat(report.get("output").asText()).isEqualTo("prob");
    assertThat(report.get("values").asText()).isEqualTo("probabilities");
    assertThat(report.get("bytes").asLong()).isEqualTo(Files.size(output));
    JsonNode comparison = report.get("comparison");
    assertThat(comparison.get("witness").asText()).isEqualTo("onnxruntime");
    assertThat(comparison.get("engine").asText()).isEqualTo("onednn");
    assertThat(comparison.get("pictures").asInt()).isEqualTo(9);
    assertThat(comparison.get("largest_difference").asDouble()).isBetween(0.0, 1e-5);
  }

  /** The whole command: published weights, photographs, and another program's results. */
  @Test
  void thePublishedWeightsAnswerTheSameInOnnxRuntime() throws IOException {
    CaffeGolden golden = new CaffeGolden();
    Path photographs = Files.createDirectory(folder.resolve("photographs"));
    Path test = SharedData.path("data/clothing/test");
    for (int i = 0; i < 12; i++) {
      Path photograph = test.resolve(golden.files()[i]);
      Files.copy(photograph, photographs.resolve(i + "-" + photograph.getFileName()));
    }
    Path published = folder.resolve("bvlc.safetensors");
    Call imported =
        Call.of(
            "import",
            SharedData.path("weights/bvlc_googlenet.safetensors"),
            "--variant",
            "paper",
            "--labels",
            SharedData.path("weights/imagenet_synset_words.txt"),
            "--output",
            published);
    assertThat(imported.status()).isZero();
    model = published;
    Call call = export("--json", "--pictures", photographs);
    assertThat(call.status()).isZero();
    JsonNode comparison = call.json().get(0).get("comparison");
    assertThat(comparison.get("pictures").asInt()).isEqualTo(12);
    assertThat(comparison.get("largest_difference").asDouble()).isBetween(0.0, 1e-3);
  }

  @Test
  void aPictureThatCannotBeReadIsReportedAndTheOthersCount() throws IOException {
    Path photographs = Files.createDirectory(folder.resolve("photographs"));
    Samples.picture(photographs.resolve("good.png"), 1);
    Files.writeString(photographs.resolve("bad.jpg"), "no picture");
    Call call = export("--json", "--pictures", photographs);
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err().lines()).hasSize(1);
    assertThat(call.err()).startsWith("googlenet: " + photographs.resolve("bad.jpg") + ": ");
    assertThat(call.json().get(0).get("comparison").get("pictures").asInt()).isEqualTo(1);
  }

  @Test
  void aPictureBeyondTheLimitsIsNotCompared() throws IOException {
    Path photographs = Files.createDirectory(folder.resolve("photographs"));
    Path picture = Samples.picture(photographs.resolve("good.png"), 1);
    Call call = export("--pictures", photographs, "--max-pixels", 9);
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err())
        .isEqualTo(
            "googlenet: %s: expected at most 9 pixels, found 120 x 90. Make the picture smaller or"
                    .formatted(picture)
                + " raise the limit of pixels (--max-pixels).\n");
  }

  @Test
  void whatIsThereIsNotReplacedUnlessForced() throws IOException {
    Files.writeString(output, "precious");
    Call call = export();
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.out()).isEmpty();
    assertThat(call.err())
        .isEqualTo(
            "googlenet: %s: expected no file of that name, found one. Name another, or allow it to"
                    .formatted(output)
                + " be replaced (--force).\n");
    assertThat(output).hasContent("precious");
    assertThat(export("--force").status()).isZero();
    assertThat(Files.size(output)).isGreaterThan(1_000_000);
  }

  @Test
  void theModelItselfIsNotReplacedEvenIfForced() throws IOException {
    long size = Files.size(model);
    output = model;
    Call call = export("--force");
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err()).contains("expected another file than MODEL, found the same");
    assertThat(Files.size(model)).isEqualTo(size);
  }

  @Test
  void aFolderThatIsMissingIsOneLine() {
    output = folder.resolve("none").resolve("model.onnx");
    Call call = export();
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err())
        .isEqualTo(
            "googlenet: %s: expected an existing folder to write to, found none. Make the folder"
                    .formatted(output)
                + " first.\n");
  }

  @Test
  void nothingIsWrittenWhereModelOrPicturesAreMissing() {
    Call pictures = export("--pictures", folder.resolve("none"));
    assertThat(pictures.status()).isEqualTo(1);
    assertThat(pictures.err().lines()).hasSize(1);
    assertThat(pictures.err()).startsWith("googlenet: " + folder.resolve("none") + ": expected ");
    model = folder.resolve("none.safetensors");
    Call call = export();
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err())
        .isEqualTo(
            "googlenet: %s: expected a file, found none of that name. Check the path.%n"
                .formatted(model));
    assertThat(output).doesNotExist();
  }

  @Test
  void anOlderRuntimesOperatorsAreWrittenAndRunByOnnxRuntime() {
    Call call = export("--opset", 13, "--json");
    assertThat(call.err()).isEmpty();
    assertThat(call.status()).isZero();
    assertThat(call.json().get(0).get("operator_set").asInt()).isEqualTo(13);
    assertThat(call.json().get(0).get("comparison").get("largest_difference").asDouble())
        .isBetween(0.0, 1e-3);
    Call refused = export("--opset", 12, "--force");
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err())
        .isEqualTo(
            "googlenet: operator set: expected 13 to 21, found 12. Choose the one of the runtime"
                + " (--opset).\n");
  }

  @Test
  void weightsForPythonAreWrittenWithAProgramBesideThem() throws IOException {
    output = folder.resolve("weights.safetensors");
    Call call = export("--python");
    assertThat(call.err()).isEmpty();
    assertThat(call.status()).isZero();
    assertThat(call.out().lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith(output + ": paper, 5 classes, ")
                    .endsWith(" MB, 116 tensors, names: caffe"),
            line ->
                assertThat(line)
                    .isEqualTo(
                        folder.resolve("weights.py")
                            + ": needs torch, safetensors and pillow from PyPI"));
    try (Safetensors read = Safetensors.open(output)) {
      assertThat(read.entries()).hasSize(116).containsKey("inception_3a/5x5_reduce.bias");
      assertThat(read.metadata()).containsEntry("names", "caffe").containsKey("classes");
    }
    Call again = export("--python", "--format", "safetensors", "--names", "own", "--json");
    assertThat(again.status()).isEqualTo(1);
    Call forced = export("--names", "own", "--json", "--force");
    assertThat(forced.json().get(0).get("names").asText()).isEqualTo("own");
    assertThat(forced.json().get(0).get("tensors").asInt()).isEqualTo(116);
    assertThat(forced.json().get(0).get("bytes").asLong()).isEqualTo(Files.size(output));
  }

  @Test
  void namesThatCannotHoldTheModelAreOneLineAndNothingIsWritten() {
    output = folder.resolve("weights.safetensors");
    Call call = export("--names", "torchvision", "--python");
    assertThat(call.status()).isEqualTo(2);
    assertThat(call.err())
        .isEqualTo(
            "googlenet: variant: expected torchvision, which is what the names of torchvision are"
                + " for, found paper. Choose other names (--names): caffe or own.\n");
    assertThat(output).doesNotExist();
    assertThat(folder.resolve("weights.py")).doesNotExist();
  }

  @Test
  void aProgramThatIsThereKeepsTheWeightsFromBeingWritten() throws IOException {
    output = folder.resolve("weights.safetensors");
    Files.writeString(folder.resolve("weights.py"), "precious");
    Call call = export("--python");
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err()).contains("weights.py: expected no file of that name, found one.");
    assertThat(output).doesNotExist();
  }

  @Test
  void optionsOfTheOtherFormatAreRefused() {
    for (String option : List.of("--raw", "--signed")) {
      Call call = export(option, "--format", "safetensors");
      assertThat(call.status()).isEqualTo(2);
      assertThat(call.err())
          .startsWith(
              "googlenet: %s: expected with the format onnx, found safetensors.".formatted(option));
    }
    Call names = export("--names", "caffe", "--format", "onnx");
    assertThat(names.status()).isEqualTo(2);
    assertThat(names.err())
        .startsWith("googlenet: --names: expected with the format safetensors, found onnx.");
    Call signed = export("--signed");
    assertThat(signed.status()).isEqualTo(2);
    assertThat(signed.err())
        .isEqualTo(
            "googlenet: --signed: expected an int8 model, found one in floating point. Quantise it"
                + " first, with googlenet quantize.\n");
    assertThat(output).doesNotExist();
  }

  @Test
  void anOutputIsRequired() {
    Call call = Call.of("export", "--model", model);
    assertThat(call.status()).isEqualTo(2);
    assertThat(call.err()).contains("--output").endsWith(" Try 'googlenet export --help'.\n");
  }
}
