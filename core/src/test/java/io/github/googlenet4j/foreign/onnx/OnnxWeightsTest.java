package io.github.googlenet4j.foreign.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.graph.FoldBatchNormalization;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Inference;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.graph.Window;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.onnx.OnnxInput;
import io.github.googlenet4j.onnx.OnnxModel;
import io.github.googlenet4j.weights.TensorNaming;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that torch and onnx wrote (reference/onnx_files.py), and those of our own exporter. */
class OnnxWeightsTest {
  private static final int CLASSES = 10;

  @TempDir private Path folder = Path.of("");

  private Path golden(String name) throws IOException {
    Path file = folder.resolve(name + ".onnx");
    try (InputStream packed = OnnxWeightsTest.class.getResourceAsStream(name + ".onnx.gz");
        InputStream content = new GZIPInputStream(Objects.requireNonNull(packed, name))) {
      Files.copy(content, file);
    }
    return file;
  }

  private static Weights all(OnnxWeights file) throws IOException {
    return new Weights(file.tensors(file.descriptions().keySet()));
  }

  /** The values that the program gave a tensor. */
  private static float[] written(String name, int count) {
    int sum = 0;
    for (byte letter : name.getBytes(StandardCharsets.UTF_8)) {
      sum += letter;
    }
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = ((7 * (i / 9973) + sum) % 61 - 30) / 1024f;
    }
    return values;
  }

  /** The values that torchvision's network had before it was written, by our name. */
  private static float[] torchvision(Parameter parameter) {
    String name = TensorNaming.TORCHVISION.foreign(parameter.name());
    float[] values = written(name, (int) parameter.size());
    boolean variance = name.endsWith("running_var");
    if (variance || name.endsWith("bn.weight")) {
      Arrays.fill(values, variance ? .75f : .5f);
    }
    return values;
  }

  private static Graph graph(Variant variant) {
    return GoogLeNet.graph(variant, CLASSES, 224, false);
  }

  @Test
  void unfoldedBatchNormalizationComesBackBitForBit() throws IOException {
    try (OnnxWeights file = OnnxWeights.open(golden("torch_unfolded"))) {
      assertThat(file.variant()).isEqualTo(Variant.TORCHVISION);
      assertThat(file.notes()).isEmpty();
      Weights weights = all(file);
      assertThat(weights.mismatches(graph(Variant.TORCHVISION))).isEmpty();
      for (Parameter parameter : graph(Variant.TORCHVISION).parameters()) {
        assertThat(weights.values(parameter.name()))
            .as(parameter.name())
            .isEqualTo(torchvision(parameter));
      }
    }
  }

  private static float largestDifference(float[] found, float[] expected) {
    assertThat(found).hasSameSizeAs(expected);
    float largest = 0;
    for (int i = 0; i < found.length; i++) {
      largest = Math.max(largest, Math.abs(found[i] - expected[i])); // NaN stays
    }
    return largest;
  }

  @ParameterizedTest
  @ValueSource(strings = {"torch_folded", "torch_opset9", "torch_dynamo"})
  void foldedBatchNormalizationComesBackWithTheSameFunction(String name) throws IOException {
    try (OnnxWeights file = OnnxWeights.open(golden(name))) {
      Graph graph = graph(Variant.TORCHVISION);
      Weights found = all(file);
      assertThat(found.mismatches(graph)).isEmpty();
      assertThat(file.notes().get(0))
          .isEqualTo(
              "Batch normalisation is folded into 57 convolutions of the file. The model has one"
                  + " there that only adds the bias: its answers are the file's, but training from"
                  + " it begins with statistics that were never measured.");
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (Parameter parameter : graph.parameters()) {
        tensors.put(parameter.name(), new Tensor(parameter.shape(), torchvision(parameter)));
      }
      Network expected = FoldBatchNormalization.apply(new Network(graph, new Weights(tensors)));
      Network folded = FoldBatchNormalization.apply(new Network(graph, found));
      for (Parameter parameter : folded.graph().parameters()) {
        String tensor = parameter.name();
        assertThat(
                largestDifference(
                    folded.weights().values(tensor), expected.weights().values(tensor)))
            .as(tensor)
            .isLessThan(1e-6f);
        // Folding once more gives what the file holds, to the bit.
        String stored =
            tensor.endsWith(".bias") && !tensor.startsWith(GoogLeNet.CLASSIFIER)
                ? tensor.replace(".bias", ".bn.shift")
                : tensor;
        assertThat(folded.weights().values(tensor)).as(tensor).isEqualTo(found.values(stored));
      }
    }
  }

  @Test
  void whatTheFileDoesWithPicturesIsTold() throws IOException {
    try (OnnxWeights file = OnnxWeights.open(golden("torch_dynamo"))) {
      assertThat(file.pictures().normalization()).contains(OnnxPictures.PUBLISHED);
      assertThat(file.pictures().content()).isEqualTo(OnnxPictures.Content.NORMALIZED);
      assertThat(file.notes())
          .contains(
              "The file brings ImageNet's mean and deviation to .5 (torchvision's"
                  + " transform_input), as torchvision's published weights want it.");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"zoo", "other_words"})
  void caffesNetworkComesBackBitForBitInWhateverWords(String name) throws IOException {
    try (OnnxWeights file = OnnxWeights.open(golden(name))) {
      assertThat(file.variant()).isEqualTo(Variant.PAPER);
      assertThat(file.notes()).isEmpty();
      assertThat(file.probabilities()).isEqualTo(name.equals("zoo"));
      assertThat(file.mainOutputFirst()).isTrue();
      Weights weights = all(file);
      assertThat(weights.mismatches(graph(Variant.PAPER))).isEmpty();
      for (Parameter parameter : graph(Variant.PAPER).parameters()) {
        assertThat(weights.values(parameter.name()))
            .as(parameter.name())
            .isEqualTo(written(parameter.name(), (int) parameter.size()));
      }
    }
  }

  private Path exported(Network network, OnnxInput input) throws IOException {
    Path file = folder.resolve("own.onnx");
    OnnxModel model = OnnxModel.of(network, input, Map.of("variant", "any"));
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      model.writeTo(channel);
    }
    return file;
  }

  private static Network answering(Variant variant) {
    return Inference.apply(SampleWeights.of(graph(variant)));
  }

  static Stream<Variant> variants() {
    return Variant.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("variants")
  void ourOwnFilesComeBackFolded(Variant variant) throws IOException {
    Network written = FoldBatchNormalization.apply(answering(variant));
    try (OnnxWeights file = OnnxWeights.open(exported(written, OnnxInput.NETWORK))) {
      assertThat(file.variant()).isEqualTo(variant);
      assertThat(file.metadata()).isEqualTo(Map.of("variant", "any"));
      Network read = FoldBatchNormalization.apply(new Network(graph(variant), all(file)));
      for (Parameter parameter : written.graph().parameters()) {
        assertThat(read.weights().values(parameter.name()))
            .as(parameter.name())
            .isEqualTo(written.weights().values(parameter.name()));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void ourOwnFilesComeBackUnfolded(Variant variant) throws IOException {
    Network written = answering(variant);
    try (OnnxWeights file = OnnxWeights.open(exported(written, OnnxInput.NETWORK))) {
      Weights read = all(file);
      for (Parameter parameter : graph(variant).parameters()) {
        assertThat(read.values(parameter.name()))
            .as(parameter.name())
            .isEqualTo(written.weights().values(parameter.name()));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(OnnxInput.class)
  void theNormalizationInAFileIsTheVariants(OnnxInput input) throws IOException {
    try (OnnxWeights file = OnnxWeights.open(exported(answering(Variant.PAPER), input))) {
      OnnxPictures pictures = file.pictures();
      boolean network = input == OnnxInput.NETWORK;
      assertThat(pictures.content())
          .isEqualTo(network ? OnnxPictures.Content.NORMALIZED : OnnxPictures.Content.PIXELS);
      assertThat(pictures.channelsLast()).isEqualTo(!network);
      assertThat(pictures.type()).isEqualTo(input == OnnxInput.BYTES ? 2 : 1);
      assertThat(pictures.side()).isEqualTo(224);
      assertThat(pictures.batch()).isZero();
    }
  }

  /** The variant PAPER with other pools. */
  private static Variant pools(Window strided, Window last) {
    Variant v = Variant.PAPER;
    return new Variant(
        v.name(),
        v.batchNormEpsilon(),
        v.convolutionBias(),
        v.relu(),
        v.thirdBranchKernel(),
        strided,
        last,
        v.adaptiveHeads(),
        v.sharedHeads(),
        v.dropout(),
        v.auxiliaryDropout(),
        v.normalization(),
        v.preparation());
  }

  private String refusal(Variant variant) throws IOException {
    Path file = exported(answering(variant), OnnxInput.NETWORK);
    ModelFileException refused =
        assertThrows(ModelFileException.class, () -> OnnxWeights.open(file).close());
    return String.valueOf(refused.getMessage()).substring(file.toString().length() + 2);
  }

  @Test
  void aPoolThatRoundsDownIsToldNotGuessed() throws IOException {
    Window floor = new Window(3, 2, 0, false);
    assertThat(refusal(pools(Variant.PAPER.stridedPool(), floor)))
        .isEqualTo(
            "expected pool4/3x3_s2 of the variant paper (a max pool, 3x3/2, ceil, [0, 0, 0, 0]),"
                + " found node pool4/3x3_s2 (MaxPool): 3x3/2, floor, [0, 0, 0, 0]."
                + " Only GoogLeNet can be imported.");
  }

  @Test
  void aPoolOfAnotherWindowIsTold() throws IOException {
    assertThat(refusal(pools(new Window(3, 2, 1, false), Variant.PAPER.lastPool())))
        .isEqualTo(
            "expected pool1/3x3_s2 of the variant paper (a max pool, 3x3/2, ceil, [0, 0, 0, 0]),"
                + " found node pool1/3x3_s2 (MaxPool): 3x3/2, floor, [1, 1, 1, 1]."
                + " Only GoogLeNet can be imported.");
  }

  @Test
  void aNetworkThatEndsEarlyIsTold() throws IOException {
    Path file = golden("cut");
    assertThatThrownBy(() -> OnnxWeights.open(file))
        .isInstanceOf(ModelFileException.class)
        .hasMessage(
            file
                + ": expected conv2/3x3 of the variant torchvision (a convolution, 3x3/1, floor,"
                + " [1, 1, 1, 1], weights [192, 64, 3, 3], ReLU), found nothing behind node"
                + " /layers/layers.2/conv/Conv (Conv). Only GoogLeNet can be imported.");
  }
}
