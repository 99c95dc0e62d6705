package io.github.googlenet4j.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Inference;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Quantization;
import io.github.googlenet4j.graph.Simplify;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.model.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantizedModelFileTest {
  @TempDir Path folder = Path.of("");

  private static Model model(Variant variant, Set<String> floating) {
    Model model = SmallModels.model(variant, true);
    Graph simplified = Simplify.apply(Inference.apply(model.network())).graph();
    Map<String, Float> ranges = new LinkedHashMap<>();
    for (Node node : simplified.nodes()) {
      String place =
          node.operation() instanceof Convolution
              ? Quantization.rangeOwner(simplified, node.input())
              : Graph.PICTURES;
      if (!place.equals(Graph.PICTURES)) {
        ranges.put(place, .1f + ranges.size());
      }
    }
    return model.quantized(new Quantization(ranges, floating), Map.of());
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    for (Variant variant : new Variant[] {Variant.PAPER, Variant.TORCHVISION}) {
      Model model = model(variant, Set.of("inception_5b/1x1"));
      Path file = folder.resolve(variant.name());
      ModelFile.write(model, file, false);
      Model read = ModelFile.read(file);
      assertThat(read.quantization()).isEqualTo(model.quantization());
      for (String name : model.weights().names()) {
        assertThat(read.weights().values(name)).as(name).isEqualTo(model.weights().values(name));
      }
      Path again = folder.resolve(variant.name() + " again");
      ModelFile.write(read, again, false);
      assertThat(again).hasSameBinaryContentAs(file);
      try (Safetensors tensors = Safetensors.open(file)) {
        assertThat(tensors.metadata()).containsEntry("format_version", "2");
        assertThat(dtype(tensors, "inception_3a/3x3.weight")).isEqualTo("I8");
        assertThat(dtype(tensors, "inception_5b/1x1.weight")).isEqualTo("F32");
        assertThat(dtype(tensors, "conv1/7x7_s2.weight")).isEqualTo("F32");
      }
    }
  }

  private static String dtype(Safetensors tensors, String name) {
    return Objects.requireNonNull(tensors.entries().get(name), name).dtype();
  }

  @Test
  void floatModelsAreStillOfVersionOne() throws IOException {
    Path file = folder.resolve("float");
    ModelFile.write(SmallModels.model(Variant.PAPER, false), file, false);
    try (Safetensors tensors = Safetensors.open(file)) {
      assertThat(tensors.metadata()).containsEntry("format_version", "1");
    }
  }

  /** Programs in other languages are written by the description of the format. */
  @Test
  void theDescriptionSaysWhatARangeStandsFor() throws IOException {
    String description =
        Files.readString(Path.of("src/main/java/io/github/googlenet4j/file/package-info.java"))
            .replaceAll("\\s*\n \\* ", " ");
    assertThat(description)
        .contains(
            "from a node to the value that %d stands for in its results, which are integers from 0 to %d "
                .formatted(Quantization.RANGE_STEPS, Quantization.ACTIVATION_STEPS));
  }

  @Test
  void missingScalesAreNamed() throws IOException {
    Model model = model(Variant.PAPER, Set.of());
    Path file = folder.resolve("model");
    ModelFile.write(model, file, false);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, String> metadata;
    Set<String> integers = model.quantization().orElseThrow().integerWeights(model.graph());
    try (Safetensors open = Safetensors.open(file)) {
      metadata = new LinkedHashMap<>(open.metadata());
      for (String name : open.entries().keySet()) {
        tensors.put(name, integers.contains(name) ? whole(open, name) : open.tensor(name));
      }
    }
    Tensor scales = tensors.remove("inception_3a/1x1.weight.scale");
    Path without = folder.resolve("without");
    Safetensors.write(tensors, integers, metadata, without, false);
    assertThatThrownBy(() -> ModelFile.read(without))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(
            "inception_3a/1x1.weight.scale: expected shape [64], found no such tensor");

    tensors.put("inception_3a/1x1.weight.scale", scales);
    Map<String, String> rangeless = new LinkedHashMap<>(metadata);
    rangeless.remove("quantization.ranges");
    Path lost = folder.resolve("rangeless");
    Safetensors.write(tensors, integers, rangeless, lost, false);
    assertThatThrownBy(() -> ModelFile.read(lost))
        .hasMessageContaining("metadata quantization.ranges: expected a value, found none.");

    metadata.put("quantization.ranges", "{\"conv1/7x7_s2\":2}");
    Path few = folder.resolve("few");
    Safetensors.write(tensors, integers, metadata, few, false);
    assertThatThrownBy(() -> ModelFile.read(few))
        .hasMessageContaining("range of inception_3a/output: expected one above 0, found none");
    metadata.put("quantization.ranges", "[2]");
    Path list = folder.resolve("list");
    Safetensors.write(tensors, integers, metadata, list, false);
    assertThatThrownBy(() -> ModelFile.read(list))
        .hasMessageContaining("metadata quantization.ranges: expected a JSON object, found [2].");
  }

  @Test
  void integersAndScalesThatNobodyWouldWriteAreRefused() throws IOException {
    Model model = model(Variant.PAPER, Set.of());
    Path file = folder.resolve("model");
    ModelFile.write(model, file, false);
    Set<String> integers = model.quantization().orElseThrow().integerWeights(model.graph());
    String name = "inception_3a/1x1.weight";
    assertThat(refusal(file, integers, name, 3, -128))
        .contains(name + ": expected a largest integer of 127 in output channel 0, found 128.");
    assertThat(refusal(file, integers, name + ".scale", 1, Float.NaN))
        .contains(name + ".scale: expected one above 0 for output channel 1, found NaN.");
    assertThat(refusal(file, integers, name + ".scale", 1, -1))
        .contains(name + ".scale: expected one above 0 for output channel 1, found -1.0.");
    assertThatThrownBy(
            () ->
                SmallModels.model(Variant.SEED, false)
                    .quantized(new Quantization(Map.of(), Set.of()), Map.of()))
        .hasMessage("int8: expected a variant with ReLU, found seed.");
  }

  /** What is said of a file with one value changed. */
  private String refusal(Path file, Set<String> integers, String name, int index, float value)
      throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, String> metadata;
    try (Safetensors open = Safetensors.open(file)) {
      metadata = open.metadata();
      for (String each : open.entries().keySet()) {
        tensors.put(each, integers.contains(each) ? whole(open, each) : open.tensor(each));
      }
      Objects.requireNonNull(tensors.get(name), name).values()[index] = value;
      Path changed = folder.resolve("changed");
      Safetensors.write(tensors, integers, metadata, changed, true);
      return String.valueOf(catchThrowable(() -> ModelFile.read(changed)).getMessage());
    }
  }

  private static Tensor whole(Safetensors file, String name) throws IOException {
    byte[] bytes = file.bytes(name).array();
    float[] values = new float[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      values[i] = bytes[i];
    }
    return new Tensor(Objects.requireNonNull(file.entries().get(name), name).shape(), values);
  }
}
