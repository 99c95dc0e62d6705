package io.github.googlenet4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Inference;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Simplify;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.protobuf.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Checks the fields of a written file, by the field numbers of onnx.proto. The module onnxruntime
 * runs files.
 */
class OnnxFileTest {
  static final List<Variant> variants = Variant.ALL;
  private static final List<String> CLASSES = List.of("hat", "crane", "crane", "Käfer \"台\"");

  @TempDir Path folder = Path.of("");

  private static Model model(Variant variant) {
    var weights = SampleWeights.of(GoogLeNet.graph(variant, CLASSES.size(), 48, true)).weights();
    return new Model(
        variant,
        CLASSES,
        variant.preparation().atSide(48),
        true,
        weights,
        Map.of("source", "made up"));
  }

  private Fields written(Model model, OnnxInput input) throws IOException {
    Path file = folder.resolve("model.onnx");
    OnnxModel onnx = OnnxFile.write(model, input, file, true);
    assertThat(Files.size(file)).isEqualTo(onnx.size());
    return Fields.of(Files.readAllBytes(file));
  }

  private static Map<String, String> metadata(Fields file) {
    Map<String, String> metadata = new HashMap<>();
    file.messages(14).forEach(entry -> metadata.put(entry.text(1), entry.text(2)));
    return metadata;
  }

  /** An input's or output's element type, and its dimensions as text. */
  private static String declared(Fields value) {
    Fields tensor = value.message(2).message(1);
    StringBuilder text = new StringBuilder(value.text(1) + " " + tensor.number(1));
    for (Fields dimension : tensor.message(2).messages(1)) {
      text.append(' ')
          .append(
              dimension.list(2).isEmpty()
                  ? String.valueOf(dimension.number(1))
                  : dimension.text(2));
    }
    return text.toString();
  }

  @ParameterizedTest
  @FieldSource("variants")
  void nodesAndWeightsKeepTheirNamesAndOnlyTheMainHeadIsThere(Variant variant) throws IOException {
    Model model = model(variant);
    Fields graph = written(model, OnnxInput.NETWORK).message(7);
    List<String> nodes = graph.messages(1).stream().map(node -> node.text(3)).toList();
    List<String> results = graph.messages(1).stream().map(node -> node.text(2)).toList();
    assertThat(nodes)
        .isEqualTo(results)
        .contains("conv1/7x7_s2", "inception_3a/5x5_reduce", "inception_5b/output")
        .endsWith("loss3/classifier")
        .noneMatch(name -> name.startsWith("loss1/") || name.startsWith("loss2/"))
        .noneMatch(name -> name.endsWith(".bn") || name.contains("drop"));
    Map<String, Fields> constants = new HashMap<>();
    graph.messages(5).forEach(tensor -> constants.put(tensor.text(8), tensor));
    Fields weight = constants.getOrDefault("loss3/classifier.weight", Fields.of(new byte[0]));
    assertThat(weight.numbers(1)).containsExactly(4L, 1024L);
    assertThat(weight.number(2)).isEqualTo(1); // FLOAT
    assertThat(weight.floats(9)).isEqualTo(model.weights().values("loss3/classifier.weight"));
    assertThat(constants).containsKey("inception_3a/5x5_reduce.bias");
  }

  @Test
  void theHeaderSaysWhichOperatorsItNeeds() throws IOException {
    Fields file = written(model(Variant.PAPER), OnnxInput.NETWORK);
    assertThat(file.number(1)).isEqualTo(8);
    assertThat(file.text(2)).isEqualTo("googlenet4j");
    assertThat(file.message(8).text(1)).isEmpty();
    assertThat(file.message(8).number(2)).isEqualTo(17);
    List<String> operators =
        file.message(7).messages(1).stream().map(node -> node.text(4)).distinct().toList();
    assertThat(operators)
        .containsExactlyInAnyOrder(
            "Conv", "Relu", "MaxPool", "LRN", "Concat", "GlobalAveragePool", "Reshape", "Gemm");
  }

  /** Formats and operators of one release, as ONNX's table of versions pairs them. */
  @ParameterizedTest
  @CsvSource({"13, 7", "14, 7", "15, 8", "16, 8", "17, 8", "18, 8", "19, 9", "20, 9", "21, 10"})
  void olderAndNewerOperatorSetsHaveTheFormatOfTheirRelease(int operators, int format)
      throws IOException {
    Path path = folder.resolve("model.onnx");
    OnnxOptions options = OnnxOptions.DEFAULT.withOperatorSet(operators);
    OnnxFile.write(model(Variant.BATCH_NORM), OnnxInput.NETWORK, options, path, false);
    Fields file = Fields.of(Files.readAllBytes(path));
    assertThat(file.number(1)).isEqualTo(format);
    assertThat(file.message(8).number(2)).isEqualTo(operators);
  }

  @Test
  void otherOperatorSetsAreRefused() {
    for (int version : new int[] {12, 22}) {
      assertThatThrownBy(() -> OnnxOptions.DEFAULT.withOperatorSet(version))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "operator set: expected 13 to 21, found %d. Choose the one of the runtime."
                  .formatted(version));
    }
  }

  @ParameterizedTest
  @FieldSource("variants")
  void batchAndSideAreOpen(Variant variant) throws IOException {
    Model model = model(variant);
    Fields graph = written(model, OnnxInput.NETWORK).message(7);
    assertThat(declared(graph.message(11))).isEqualTo("data 1 batch 3 height width");
    assertThat(declared(graph.message(12))).isEqualTo("loss3/classifier 1 batch 4");
    Fields raw = written(model, OnnxInput.BYTES).message(7);
    assertThat(declared(raw.message(11))).isEqualTo("pictures 2 batch height width 3");
    assertThat(declared(raw.message(12))).isEqualTo("prob 1 batch 4");
  }

  @Test
  void labelsVariantAndPreparationAreInTheMetadata() throws IOException {
    assertThat(metadata(written(model(Variant.PAPER), OnnxInput.NETWORK)))
        .containsEntry("variant", "paper")
        .containsEntry("classes", "[\"hat\",\"crane\",\"crane\",\"Käfer \\\"台\\\"\"]")
        .containsEntry("heads", "main")
        .containsEntry("preparation.fit", "squash")
        .containsEntry("preparation.resize", "55")
        .containsEntry("preparation.crop", "48")
        .containsEntry("input.mean", "[123.0,117.0,104.0]")
        .containsEntry("input.deviation", "[1.0,1.0,1.0]")
        .containsEntry("input.order", "bgr")
        .containsEntry("input.type", "float32")
        .containsEntry("input.layout", "nchw")
        .containsEntry("history.source", "made up")
        .doesNotContainKeys("format", "format_version");
    assertThat(metadata(written(model(Variant.PAPER), OnnxInput.BYTES)))
        .containsEntry("input.order", "rgb")
        .containsEntry("input.type", "uint8")
        .containsEntry("input.layout", "nhwc")
        .doesNotContainKeys("input.mean", "input.deviation");
  }

  @Test
  void theSameModelGivesTheSameBytes() throws IOException {
    Path one = folder.resolve("one.onnx");
    Path other = folder.resolve("other.onnx");
    OnnxFile.write(model(Variant.TORCHVISION), OnnxInput.BYTES, one, false);
    OnnxFile.write(model(Variant.TORCHVISION), OnnxInput.BYTES, other, false);
    assertThat(one).hasSameBinaryContentAs(other);
  }

  @Test
  void whatIsThereStaysUnlessItMayBeReplaced() throws IOException {
    Path file = Files.writeString(folder.resolve("model.onnx"), "precious");
    Model model = model(Variant.PAPER);
    assertThatThrownBy(() -> OnnxFile.write(model, OnnxInput.NETWORK, file, false))
        .isInstanceOf(ModelFileException.class)
        .hasMessage(
            file
                + ": expected no file of that name, found one. Name another, or allow it to be replaced.");
    assertThat(file).hasContent("precious");
    Path nowhere = folder.resolve("none").resolve("model.onnx");
    assertThatThrownBy(() -> OnnxFile.write(model, OnnxInput.NETWORK, nowhere, false))
        .isInstanceOf(ModelFileException.class)
        .hasMessage(
            nowhere
                + ": expected an existing folder to write to, found none. Make the folder first.");
    assertThat(folder.toFile().list()).containsExactly("model.onnx");
  }

  /** Engines are other modules; this one has none. */
  @Test
  void withoutEnginesThereIsNothingToCompareWith() throws IOException {
    Path file = folder.resolve("model.onnx");
    assertThat(OnnxComparison.of(file, model(Variant.PAPER), OnnxInput.NETWORK, List.of()))
        .isEmpty();
  }

  /** ONNX pads with zeros. */
  @Test
  void aBorderOfOtherValuesIsRefused() {
    Network folded = Simplify.apply(Inference.apply(model(Variant.PAPER).network()));
    assertThatThrownBy(() -> OnnxModel.of(folded, OnnxInput.FLOATS, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "conv1/7x7_s2: expected padding by zeros, the only one ONNX has, found a border of"
                + " [123.0, 117.0, 104.0]. Export the network as it was built.");
    assertThatThrownBy(() -> OnnxModel.of(folded, OnnxInput.NETWORK, Map.of()))
        .hasMessage(
            "conv1/7x7_s2: expected a normalisation that alone reads the pictures, found"
                + " Convolution. Export the network as it was built.");
  }

  /** A layer whose weights fit only one side fixes that side. */
  @Test
  void aSideThatTheWeightsDependOnIsFixed() {
    Shape picture = new Shape(6, 7, 3);
    Operation linear = new Operation.Linear("l", 2, false);
    Node node = new Node("l", linear, List.of(Graph.PICTURES), new Shape(1, 1, 2));
    Network network = SampleWeights.of(new Graph(picture, List.of(node), Map.of(Head.MAIN, "l")));
    OnnxModel onnx = OnnxModel.of(network, OnnxInput.FLOATS, Map.of());
    assertThat(onnx.anySide()).isFalse();
    assertThat(onnx.outputs()).containsExactly(Map.entry("main", "l"));
  }
}
