package io.github.googlenet4j.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.googlenet4j.graph.Operation.Normalization;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.image.Filter;
import io.github.googlenet4j.image.Preparation;
import io.github.googlenet4j.image.Preparation.Fit;
import io.github.googlenet4j.model.Variant;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelFileTest {
  private static final String CHANGED =
      " The file was damaged or changed: import or train it again.";
  private static final String CHANGED_TENSORS =
      " The file was damaged or changed by another program: import or train it again.";

  private static Path folder;
  private static Path valid;

  @BeforeAll
  static void writeOneModel(@TempDir Path temporary) throws IOException {
    folder = temporary;
    valid = folder.resolve("valid.safetensors");
    Model model =
        new Model(
            Variant.BATCH_NORM,
            SmallModels.CLASSES,
            new Preparation(Fit.SQUASH, 130, 128, Filter.LANCZOS),
            false,
            SmallModels.weights(Variant.BATCH_NORM, false),
            Map.of("recipe", "{\"epochs\": 3}", "metrics", "top 1: .5\ntop 2: .7"));
    ModelFile.write(model, valid, false);
  }

  private static void assertThatTheyAreEqual(Model found, Model expected) {
    assertThat(found).usingRecursiveComparison().ignoringFields("weights").isEqualTo(expected);
    assertThat(found.weights().names()).isEqualTo(expected.weights().names());
    for (String name : expected.weights().names()) {
      assertThat(found.weights().values(name)).isEqualTo(expected.weights().values(name));
    }
  }

  @Test
  void aModelWithItsHeadsComesBackAsItWas() throws IOException {
    Model model = SmallModels.model(Variant.SEED, true).withHistory("source", "ours");
    Path file = folder.resolve("seed.safetensors");
    ModelFile.write(model, file, false);
    Model found = ModelFile.read(file);
    assertThatTheyAreEqual(found, model);
    assertThat(found.network().graph().parameters()).hasSameSizeAs(model.weights().names());
    Path again = folder.resolve("again.safetensors");
    ModelFile.write(found, again, false);
    assertThat(again).hasSameBinaryContentAs(file);
  }

  @Test
  void anotherInputThanTheVariantsIsKept() throws IOException {
    Normalization half =
        new Normalization(List.of(127.5f, 127.5f, 127.5f), List.of(127.5f, 127.5f, 127.5f), true);
    Variant variant = Variant.TORCHVISION.withNormalization(half);
    Model model = SmallModels.model(variant, false);
    Path file = folder.resolve("half.safetensors");
    ModelFile.write(model, file, false);
    Model found = ModelFile.read(file);
    assertThatTheyAreEqual(found, model);
    assertThat(found.graph().nodes().get(0).operation()).isEqualTo(half);
    assertThat(ModelFile.metadata(found))
        .containsEntry("format_version", "3") // versions 1 and 2 would take the variant's
        .containsEntry("variant", "torchvision")
        .containsEntry("input.mean", "[127.5,127.5,127.5]")
        .containsEntry("input.order", "bgr");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "input.mean | [1,2] | metadata input: mean: expected three numbers from -1000000.0 to 1000000.0, found [1.0, 2.0].",
        "input.mean | [1,2,\"a\"] | metadata input.mean: expected an array of three numbers, found [1,2,\"a\"].",
        "input.mean | {} | metadata input.mean: expected a JSON array, found {}.",
        "input.deviation | [0,1,1] | metadata input: deviation: expected three numbers from 0.001 to 1000000.0, found [0.0, 1.0, 1.0].",
        "input.deviation | [1e99,1,1] | metadata input",
        "input.order | gbr | metadata input.order: expected rgb or bgr, found gbr.",
      })
  void anInputThatMakesNoSenseIsRefused(String key, String value, String expected)
      throws IOException {
    ObjectNode header = RawSafetensors.header(valid);
    ((ObjectNode) header.get("__metadata__")).put("format_version", "3").put(key, value);
    assertThat(refusal(RawSafetensors.writeZeros(folder.resolve("bad.safetensors"), header)))
        .startsWith(expected)
        .endsWith(CHANGED);
  }

  /** The format as its description has it, read by a parser of its own. */
  @Test
  void theMetadataIsAsDescribed() throws IOException {
    ObjectNode header = RawSafetensors.header(valid);
    assertThat(header.get("__metadata__").toPrettyString())
        .isEqualToNormalizingNewlines(
            """
            {
              "format" : "googlenet4j",
              "format_version" : "1",
              "variant" : "batch_norm",
              "classes" : "[\\"crane\\",\\"crane\\",\\"Käfer \\\\\\"\u53f0\u98ce\\\\\\"\\"]",
              "heads" : "main",
              "precision" : "fp32",
              "preparation.fit" : "squash",
              "preparation.resize" : "130",
              "preparation.crop" : "128",
              "preparation.filter" : "lanczos",
              "input.mean" : "[123.675,116.28,103.53]",
              "input.deviation" : "[58.395,57.12,57.375]",
              "input.order" : "rgb",
              "history.metrics" : "top 1: .5\\ntop 2: .7",
              "history.recipe" : "{\\"epochs\\": 3}"
            }""");
    assertThat(header.at("/loss3~1classifier.weight/shape").toString()).isEqualTo("[3,1024]");
    assertThat(header.at("/conv1~17x7_s2.bn.variance/dtype").asText()).isEqualTo("F32");
    try (RandomAccessFile in = new RandomAccessFile(valid.toFile(), "r")) {
      assertThat(Long.reverseBytes(in.readLong()) % 8).isZero();
    }
  }

  @Test
  void theOrderOfTheWeightsDoesNotChangeTheFile() throws IOException {
    Model model = ModelFile.read(valid);
    List<String> names = new ArrayList<>(model.weights().names());
    Collections.reverse(names);
    Map<String, Tensor> reversed = new LinkedHashMap<>();
    names.forEach(name -> reversed.put(name, model.weights().get(name)));
    Path file = folder.resolve("reversed.safetensors");
    ModelFile.write(
        new Model(
            model.variant(),
            model.classes(),
            model.preparation(),
            model.auxiliary(),
            new Weights(reversed),
            model.history()),
        file,
        false);
    assertThat(file).hasSameBinaryContentAs(valid);
  }

  private static String refusal(Path file) {
    return Refusal.of(file, () -> ModelFile.read(file));
  }

  private static String refusalWithout(String... tensors) throws IOException {
    ObjectNode header = RawSafetensors.header(valid);
    header.remove(List.of(tensors));
    return refusal(RawSafetensors.writeZeros(folder.resolve("bad.safetensors"), header));
  }

  @Test
  void aMissingTensorIsNamed() throws IOException {
    assertThat(refusalWithout("inception_3a/3x3.weight", "loss3/classifier.bias"))
        .isEqualTo(
            "tensor inception_3a/3x3.weight: expected shape [128, 96, 3, 3], found no such tensor;"
                + " tensor loss3/classifier.bias: expected shape [3], found no such tensor."
                + CHANGED_TENSORS);
  }

  @Test
  void aTensorOfAnotherShapeOrTypeOrOneTooManyIsNamed() throws IOException {
    ObjectNode header = RawSafetensors.header(valid);
    RawSafetensors.put(header, "conv2/3x3.weight", 192, 64, 9);
    RawSafetensors.put(header, "conv2/3x3.bias", 192);
    ((ObjectNode) header.get("conv2/3x3.bn.mean")).put("dtype", "I64");
    assertThat(refusal(RawSafetensors.writeZeros(folder.resolve("bad.safetensors"), header)))
        .isEqualTo(
            "tensor conv2/3x3.weight: expected shape [192, 64, 3, 3], found [192, 64, 9];"
                + " tensor conv2/3x3.bn.mean: expected dtype F32, F16 or BF16, found I64;"
                + " tensor conv2/3x3.bias: expected no such tensor, found shape [192]."
                + CHANGED_TENSORS);
  }

  @Test
  void aForeignFileIsSentToImport() throws IOException {
    assertThat(refusalWithout("__metadata__"))
        .isEqualTo(
            "expected a googlenet4j model file, found a safetensors file without its metadata."
                + " Import foreign weights first.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "format_version | none | expected a value, found none.",
        "format_version | 0 | expected at least 1, found 0.",
        "format_version | 1.0 | expected a whole number, found 1.0.",
        "variant | resnet | expected paper or torchvision or seed or batch_norm, found resnet.",
        "classes | {} | expected a JSON array, found {}.",
        "classes | [1, 2, 3] | expected strings, found another value at index 0.",
        "heads | main aux1 | expected main or main aux1 aux2, found main aux1.",
        "precision | int8 | expected fp32, found int8.",
        "preparation.fit | stretch | expected squash or short_side, found stretch.",
        "preparation.crop | wide | expected a whole number, found wide.",
        "preparation.filter | none | expected a value, found none.",
        "input.mean | [104.0,117.0,123.0] | expected [123.675,116.28,103.53], found [104.0,117.0,123.0].",
        "input.mean | [\"a\"] | expected [123.675,116.28,103.53], found [\"a\"].",
        "input.deviation | [1,1 | expected a JSON array, found Unexpected end-of-input",
        "input.order | bgr | expected rgb, found bgr.",
        "quantisation | per channel | expected no such key, found it.",
      })
  void metadataThatIsMissingOrWrongIsRefused(String key, @Nullable String value, String expected)
      throws IOException {
    assertThat(refusalWithMetadata(key, value))
        .startsWith("metadata " + key + ": " + expected)
        .endsWith(CHANGED);
  }

  private static String refusalWithMetadata(String key, @Nullable String value) throws IOException {
    ObjectNode header = RawSafetensors.header(valid);
    ObjectNode metadata = (ObjectNode) header.get("__metadata__");
    if (value == null) {
      metadata.remove(key);
    } else {
      metadata.put(key, value);
    }
    return refusal(RawSafetensors.writeZeros(folder.resolve("bad.safetensors"), header));
  }

  @Test
  void aNewerFormatAsksForAnUpgrade() throws IOException {
    assertThat(refusalWithMetadata("format_version", "4"))
        .isEqualTo(
            "metadata format_version: expected at most 3, found 4. Upgrade googlenet4j to read it.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "classes | [\"one\"] | classes: expected 2 to 2147483647, found 1.",
        "classes | [\"a\",\"b\\\\nc\",\"d\"] | class 1: expected a label in printable characters, found 'b?c'.",
        "history.Größe | 1 | history: expected a word in lower case, found Größe.",
      })
  void whatMakesNoModelIsRefused(String key, String value, String expected) throws IOException {
    assertThat(refusalWithMetadata(key, value.translateEscapes()))
        .isEqualTo(expected + CHANGED_TENSORS);
  }

  @ParameterizedTest
  @CsvSource({"31", "0", "-5", "8193", "2147483647"})
  void anImpossibleSideIsRefused(String side) throws IOException {
    assertThat(refusalWithMetadata("preparation.crop", side)).contains(": expected ");
  }

  @Test
  void aModelFileCutShortIsRefused() throws IOException {
    Path cut = Files.copy(valid, folder.resolve("cut.safetensors"));
    try (RandomAccessFile out = new RandomAccessFile(cut.toFile(), "rw")) {
      out.setLength(out.length() - 4);
    }
    assertThat(refusal(cut))
        .startsWith("tensor loss3/classifier.bias: expected data within the ")
        .endsWith(" The file is damaged or cut short: copy it again.");
  }

  @Test
  void aFailureLeavesTheOldModel() throws IOException {
    Model model = ModelFile.read(valid);
    assertThatThrownBy(() -> ModelFile.write(model, valid, false))
        .hasMessage(
            valid
                + ": expected no file of that name, found one. Name another, or allow it to be replaced.");
    assertThat(ModelFile.read(valid).classes()).isEqualTo(SmallModels.CLASSES);
  }

  /** A header with flipped bits gives a model or one line; never anything else. */
  @Test
  void damagedHeadersAreReadOrRefused() throws IOException {
    Path damaged = RawSafetensors.writeZeros(folder.resolve("fuzz"), RawSafetensors.header(valid));
    Random random = new Random(11);
    int refused = 0;
    try (RandomAccessFile out = new RandomAccessFile(damaged.toFile(), "rw")) {
      for (int round = 0; round < 400; round++) {
        long position = random.nextInt(1500); // the metadata and the first tensors
        out.seek(position);
        int old = out.read();
        out.seek(position);
        out.write(old ^ 1 << random.nextInt(8));
        try {
          assertThat(ModelFile.read(damaged).classes()).hasSize(3);
        } catch (ModelFileException e) {
          Refusal.withoutFile(damaged, String.valueOf(e.getMessage()));
          refused++;
        }
        out.seek(position);
        out.write(old);
      }
    }
    assertThat(refused).isBetween(200, 400);
  }
}
