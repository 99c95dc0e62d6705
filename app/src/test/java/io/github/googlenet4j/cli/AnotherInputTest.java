package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.image.Preparation;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.weights.TrainedInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model whose input is not its variant's usual one, in every command that makes something of it.
 */
class AnotherInputTest {
  private static final int SIDE = 48;
  private static final Variant HALF =
      Variant.TORCHVISION.withNormalization(TrainedInput.TORCHVISION_PUBLISHED.normalization());

  private final Path folder;
  private final Path model;
  private final Path data;

  AnotherInputTest(@TempDir Path folder) {
    this.folder = folder;
    this.model = folder.resolve("model.safetensors");
    this.data = folder.resolve("data");
  }

  @BeforeEach
  void write() throws IOException {
    Preparation preparation = Variant.TORCHVISION.preparation().atSide(SIDE);
    List<String> classes = List.of("hat", "shoe");
    var weights = SampleWeights.of(GoogLeNet.graph(HALF, 2, SIDE, false)).weights();
    ModelFile.write(new Model(HALF, classes, preparation, false, weights, Map.of()), model, false);
    for (int i = 0; i < 40; i++) {
      Path place = Files.createDirectories(data.resolve(classes.get(i % 2)));
      Samples.picture(place.resolve(i + ".png"), i);
    }
  }

  /** The command compares the file's answers in ONNX Runtime with the model's. */
  @Test
  void itIsExported() {
    for (String option : List.of("--json", "--raw")) {
      Path output = folder.resolve(option + ".onnx");
      Call call = Call.of("export", "--model", model, option, "--output", output);
      assertThat(call.err()).isEmpty();
      assertThat(call.status()).isZero();
    }
  }

  @Test
  void itIsKeptInInt8() throws IOException {
    Path output = folder.resolve("int8.safetensors");
    Call call = Call.of("quantize", "--model", model, "--pictures", data, "--output", output);
    assertThat(call.err()).isEmpty();
    Model quantized = ModelFile.read(output);
    assertThat(quantized.variant()).isEqualTo(HALF);
    assertThat(quantized.quantization()).isPresent();
    assertThat(ModelFile.metadata(quantized)).containsEntry("format_version", "3");
  }

  @Test
  void aModelThatIsTrainedFromItHasIt() throws IOException {
    Path run = folder.resolve("run");
    Call call = Call.of("train", data, "--model", model, "--preset", "features", "--output", run);
    assertThat(call.status()).describedAs(call.err()).isZero();
    assertThat(ModelFile.read(run.resolve("model.safetensors")).variant()).isEqualTo(HALF);
  }
}
