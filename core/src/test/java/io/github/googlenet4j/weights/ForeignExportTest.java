package io.github.googlenet4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.file.Safetensors;
import io.github.googlenet4j.file.SmallModels;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.model.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Python is given; {@code reference/exported.py} tries the files in Python itself. */
class ForeignExportTest {
  private final Path file;

  ForeignExportTest(@TempDir Path folder) {
    this.file = folder.resolve("weights.safetensors");
  }

  /** Name, type and shape of each tensor of torchvision's network, as torch printed them. */
  private static List<String> stateDictionary() throws IOException {
    String name = "torchvision_state_dict.txt";
    try (InputStream text =
        Objects.requireNonNull(ForeignExportTest.class.getResourceAsStream(name), name)) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private List<String> written() throws IOException {
    try (Safetensors read = Safetensors.open(file)) {
      return read.entries().entrySet().stream()
          .map(
              entry ->
                  "%s %s %s"
                      .formatted(
                          entry.getKey(),
                          entry.getValue().dtype().equals("I64") ? "int64" : "float32",
                          entry.getValue().shape()))
          .toList();
    }
  }

  @Test
  void aFileForTorchvisionHasWhatItsStateDictionaryHas() throws IOException {
    Model model = SmallModels.model(Variant.TORCHVISION, true);
    ForeignExport.Written written =
        ForeignExport.write(model, ExportNames.TORCHVISION, file, false);
    assertThat(written()).containsExactlyInAnyOrderElementsOf(stateDictionary());
    assertThat(written.tensors()).isEqualTo(364);
    assertThat(written.bytes()).isEqualTo(Files.size(file));
    assertThat(written.notes()).isEmpty();
    Model main = SmallModels.model(Variant.TORCHVISION, false);
    ForeignExport.write(main, ExportNames.TORCHVISION, file, true);
    assertThat(written())
        .containsExactlyInAnyOrderElementsOf(
            stateDictionary().stream().filter(line -> !line.startsWith("aux")).toList());
  }

  /** PyTorch refuses to look at bytes as int64 where they do not begin at a multiple of 8. */
  @Test
  void countsAreZeroAndLieAtMultiplesOfTheirSize() throws IOException {
    Model model = SmallModels.model(Variant.TORCHVISION, true);
    ForeignExport.write(model, ExportNames.TORCHVISION, file, false);
    try (Safetensors read = Safetensors.open(file)) {
      for (Map.Entry<String, Safetensors.Entry> entry : read.entries().entrySet()) {
        if (entry.getKey().endsWith(".num_batches_tracked")) {
          assertThat(entry.getValue().begin() % 8).describedAs(entry.getKey()).isZero();
          assertThat(read.bytes(entry.getKey()).getLong(0)).isZero();
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "paper, caffe",
    "paper, own",
    "torchvision, torchvision",
    "torchvision, own",
    "seed, own",
    "batch_norm, own"
  })
  void whatIsWrittenIsImportedBitForBit(String variant, String names) throws IOException {
    Model model = SmallModels.model(Variant.named(variant), true);
    ForeignExport.write(model, ExportNames.named(names), file, false);
    Weights read = WeightsImport.read(file, model.variant(), model.classes()).model().weights();
    for (String name : model.weights().names()) {
      assertThat(read.values(name)).describedAs(name).isEqualTo(model.weights().values(name));
    }
  }

  @Test
  void theMetadataHasLabelsAndPreparation() throws IOException {
    Model model =
        SmallModels.model(Variant.PAPER, false).withHistory("source", "made for this test");
    ForeignExport.write(model, ExportNames.CAFFE, file, false);
    try (Safetensors read = Safetensors.open(file)) {
      assertThat(read.metadata())
          .containsEntry("format", "pt")
          .containsEntry("names", "caffe")
          .containsEntry("variant", "paper")
          .containsEntry("classes", "[\"crane\",\"crane\",\"Käfer \\\"台风\\\"\"]")
          .containsEntry("heads", "main")
          .containsEntry("precision", "fp32")
          .containsEntry("preparation.fit", "squash")
          .containsEntry("preparation.resize", "256")
          .containsEntry("preparation.crop", "224")
          .containsEntry("preparation.filter", "bilinear")
          .containsEntry("input.mean", "[123.0,117.0,104.0]")
          .containsEntry("input.deviation", "[1.0,1.0,1.0]")
          .containsEntry("input.order", "bgr")
          .containsEntry("input.type", "float32")
          .containsEntry("input.layout", "nchw")
          .containsEntry("history.source", "made for this test")
          .doesNotContainKey("format_version");
    }
    assertThatThrownBy(() -> ModelFile.read(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("expected a googlenet4j model file");
  }

  @Test
  void namesThatCannotHoldAVariantAreRefused() {
    for (Variant variant : List.of(Variant.PAPER, Variant.SEED, Variant.BATCH_NORM)) {
      Model model = SmallModels.model(variant, false);
      assertThatThrownBy(() -> ForeignExport.write(model, ExportNames.TORCHVISION, file, false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "variant: expected torchvision, which is what the names of torchvision are for, found"
                  + " %s. Choose other names: %s."
                      .formatted(
                          variant.name(), variant.equals(Variant.PAPER) ? "caffe or own" : "own"));
    }
    Model model = SmallModels.model(Variant.TORCHVISION, false);
    assertThatThrownBy(() -> ForeignExport.write(model, ExportNames.CAFFE, file, false))
        .hasMessage(
            "variant: expected paper, which is what the names of caffe are for, found torchvision."
                + " Choose other names: torchvision or own.");
    assertThatThrownBy(() -> ExportNames.named("keras"))
        .hasMessage("names: expected torchvision, caffe, own, found keras. Choose one of them.");
    assertThat(file).doesNotExist();
  }

  /** torchvision's published weights were trained with other numbers than its own training has. */
  @Test
  void anotherInputIsKept() throws IOException {
    Model model =
        new Model(
            Variant.TORCHVISION.withNormalization(
                TrainedInput.TORCHVISION_PUBLISHED.normalization()),
            SmallModels.CLASSES,
            false,
            SmallModels.weights(Variant.TORCHVISION, false));
    ForeignExport.write(model, ExportNames.of(model.variant()), file, false);
    try (Safetensors read = Safetensors.open(file)) {
      assertThat(read.metadata())
          .containsEntry("names", "torchvision")
          .containsEntry("variant", "torchvision")
          .containsEntry("input.mean", "[127.5,127.5,127.5]")
          .containsEntry("input.deviation", "[127.5,127.5,127.5]");
    }
  }

  @Test
  void eachVariantHasTheNamesOfItsProgram() {
    assertThat(Variant.ALL.stream().map(ExportNames::of).toList())
        .containsExactly(
            ExportNames.CAFFE, ExportNames.TORCHVISION, ExportNames.OWN, ExportNames.OWN);
  }
}
