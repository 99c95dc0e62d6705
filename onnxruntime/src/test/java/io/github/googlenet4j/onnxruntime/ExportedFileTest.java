package io.github.googlenet4j.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.googlenet4j.Close;
import io.github.googlenet4j.engine.CaffeGolden;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Inference;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Operation.Normalization;
import io.github.googlenet4j.graph.PlainExecutor;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.onnx.OnnxComparison;
import io.github.googlenet4j.onnx.OnnxEngine;
import io.github.googlenet4j.onnx.OnnxFile;
import io.github.googlenet4j.onnx.OnnxInput;
import io.github.googlenet4j.onnx.OnnxOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Exported files in ONNX Runtime's strict mode, against the plain executor and golden numbers. */
class ExportedFileTest {
  static final List<Variant> variants = Variant.ALL;
  private static final List<String> CLASSES = List.of("a", "b", "c", "d", "e", "f", "g");

  @TempDir Path folder = Path.of("");

  static Model model(Variant variant, int side) {
    Network network = SampleWeights.of(GoogLeNet.graph(variant, CLASSES.size(), side, true));
    return new Model(
        variant, CLASSES, variant.preparation().atSide(side), true, network.weights(), Map.of());
  }

  /**
   * The same network with a smaller last layer, so that its logits on a picture are at most 5. With
   * logits of thousands, probabilities would be nothing but rounding.
   */
  static Model calm(Model model) {
    Network network = Inference.apply(model.network());
    float[] logits = new PlainExecutor(network).main(pictures(1, network.graph().input()));
    float largest = 0;
    for (float logit : logits) {
      largest = Math.max(largest, Math.abs(logit));
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (String name : model.weights().names()) {
      Tensor tensor = model.weights().get(name);
      float[] values = tensor.values().clone();
      for (int i = 0; i < values.length && name.startsWith("loss3/classifier."); i++) {
        values[i] *= 5 / largest;
      }
      tensors.put(name, new Tensor(tensor.shape(), values));
    }
    return new Model(
        model.variant(),
        model.classes(),
        model.preparation(),
        true,
        new Weights(tensors),
        Map.of());
  }

  private OnnxEngine.Session exported(Model model, OnnxInput input) throws IOException {
    Path file = folder.resolve("model.onnx");
    OnnxFile.write(model, input, file, true);
    return new OnnxRuntimeEngine().open(file);
  }

  /** Pictures one after the other, NHWC. */
  static float[] pictures(int count, Shape shape) {
    float[] all = new float[count * shape.size()];
    for (int i = 0; i < count; i++) {
      float[] one = SampleWeights.picture("exported " + i, shape);
      System.arraycopy(one, 0, all, i * one.length, one.length);
    }
    return all;
  }

  /** Prepares the input as the file's metadata says: mean, deviation, channel order, planes. */
  static FloatBuffer normalized(float[] pictures, int area, Variant variant) {
    Normalization o = variant.normalization();
    FloatBuffer values =
        ByteBuffer.allocateDirect(Float.BYTES * pictures.length)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int i = 0; i < pictures.length; i++) {
      int channel = i % 3;
      int plane = o.bgr() ? 2 - channel : channel;
      float value = (pictures[i] - o.mean().get(channel)) / o.deviation().get(channel);
      values.put((i / 3 / area * 3 + plane) * area + i / 3 % area, value);
    }
    return values;
  }

  static ByteBuffer bytes(float[] pictures) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(pictures.length);
    for (int i = 0; i < pictures.length; i++) {
      bytes.put(i, (byte) pictures[i]);
    }
    return bytes;
  }

  static float[] expected(Network network, float[] pictures, int count) {
    int size = network.graph().input().size();
    float[] all = new float[count * CLASSES.size()];
    for (int i = 0; i < count; i++) {
      float[] picture = Arrays.copyOfRange(pictures, i * size, (i + 1) * size);
      float[] one = new PlainExecutor(network).main(picture);
      System.arraycopy(one, 0, all, i * one.length, one.length);
    }
    return all;
  }

  /** 75 pixels: every strided pool of every variant has a last window that is not full. */
  @ParameterizedTest
  @FieldSource("variants")
  void batchesOfAnySizeAndPicturesOfAnySideAnswerAsThePlainExecutorDoes(Variant variant)
      throws IOException {
    Model model = model(variant, 64);
    try (OnnxEngine.Session session = exported(model, OnnxInput.NETWORK)) {
      for (int side : new int[] {64, 75, 32}) {
        Graph graph = GoogLeNet.graph(variant, CLASSES.size(), side, true);
        Network network = Inference.apply(new Network(graph, model.weights()));
        for (int count : new int[] {1, 3}) {
          float[] pictures = pictures(count, graph.input());
          FloatBuffer values = normalized(pictures, side * side, variant);
          float[] found = session.run(values, count, 3, side, side);
          assertThat(Close.distance(found, expected(network, pictures, count)))
              .describedAs("%d pixels, %d pictures", side, count)
              .isLessThan(1e-4);
        }
      }
    }
  }

  @ParameterizedTest
  @FieldSource("variants")
  void rawFilesTurnBytesIntoProbabilities(Variant variant) throws IOException {
    Model model = calm(model(variant, 48));
    try (OnnxEngine.Session session = exported(model, OnnxInput.BYTES)) {
      for (int side : new int[] {48, 61}) {
        Graph graph = GoogLeNet.graph(variant, CLASSES.size(), side, true);
        Network network = Inference.probabilities(new Network(graph, model.weights()));
        float[] pictures = pictures(2, graph.input());
        float[] found = session.run(bytes(pictures), 2, side, side, 3);
        assertThat(found).containsExactly(expected(network, pictures, 2), within(1e-4f));
      }
    }
  }

  /** ONNX Runtime checks a file's operators against the set that the file names. */
  @ParameterizedTest
  @FieldSource("variants")
  void everyOperatorSetAnswersAlike(Variant variant) throws IOException {
    Model model = model(variant, 48);
    Network network = Inference.apply(model.network());
    float[] pictures = pictures(1, network.graph().input());
    float[] expected = expected(network, pictures, 1);
    Path file = folder.resolve("model.onnx");
    for (int version = OnnxOptions.FIRST_SET; version <= OnnxOptions.LAST_SET; version++) {
      OnnxOptions options = OnnxOptions.DEFAULT.withOperatorSet(version);
      OnnxFile.write(model, OnnxInput.NETWORK, options, file, true);
      try (OnnxEngine.Session session = new OnnxRuntimeEngine().open(file)) {
        float[] found = session.run(normalized(pictures, 48 * 48, variant), 1, 3, 48, 48);
        assertThat(Close.distance(found, expected)).describedAs("%d", version).isLessThan(1e-4);
      }
    }
  }

  /** Published weights and photographs, against the published network's answers. */
  @Test
  void thePublishedWeightsGiveThePublishedNetworksAnswers() throws IOException {
    CaffeGolden golden = new CaffeGolden();
    Model model =
        new Model(
            Variant.PAPER,
            Collections.nCopies(1000, "class"),
            false,
            CaffeGolden.network().weights());
    int count = golden.pictures();
    try (OnnxEngine.Session session = exported(model, OnnxInput.NETWORK)) {
      FloatBuffer values = normalized(golden.pixels(), 224 * 224, Variant.PAPER);
      assertThat(session.run(values, count, 3, 224, 224))
          .containsExactly(golden.logits(), within(1e-3f));
    }
  }

  @Test
  void comparedWithAnotherEngineTheFileAgreesAndAnotherModelDoesNot() throws IOException {
    Model model = model(Variant.BATCH_NORM, 48);
    Path file = folder.resolve("model.onnx");
    for (OnnxInput input : OnnxInput.values()) {
      OnnxFile.write(model, input, file, true);
      OnnxComparison same = OnnxComparison.of(file, model, input, List.of()).orElseThrow();
      assertThat(same.witness()).isEqualTo("onnxruntime");
      assertThat(same.engine()).isEqualTo("onednn");
      assertThat(same.pictures()).isEqualTo(4);
      assertThat(same.agrees()).describedAs("%s %s", input, same).isTrue();
    }
    Model other = model(Variant.TORCHVISION, 48);
    OnnxFile.write(other, OnnxInput.NETWORK, file, true);
    OnnxComparison different =
        OnnxComparison.of(file, model, OnnxInput.NETWORK, List.of()).orElseThrow();
    assertThat(different.agrees()).describedAs("%s", different).isFalse();
  }

  @Test
  void aFileIsComparedWithTheModelThatWasImportedFromIt() throws IOException {
    Path file = folder.resolve("model.onnx");
    Model model = model(Variant.TORCHVISION, 224);
    for (OnnxInput input : OnnxInput.values()) {
      OnnxFile.write(model, input, file, true);
      OnnxComparison same = OnnxComparison.ofImported(file, model).orElseThrow();
      assertThat(same.pictures()).isEqualTo(4);
      assertThat(same.agrees()).describedAs("%s %s", input, same).isTrue();
      OnnxComparison different =
          OnnxComparison.ofImported(file, model(Variant.SEED, 224)).orElseThrow();
      assertThat(different.agrees()).describedAs("%s", different).isFalse();
    }
    assertThat(OnnxComparison.ofImported(file, model(Variant.TORCHVISION, 48))).isEmpty();
  }

  @Test
  void whatIsNoOnnxFileIsOneLine() throws IOException {
    Path file = Files.writeString(folder.resolve("no.onnx"), "just words");
    assertThatThrownBy(() -> new OnnxRuntimeEngine().open(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + ": expected an ONNX file that ONNX Runtime loads, found: ")
        .hasMessageNotContaining("\n");
    Path none = folder.resolve("none.onnx");
    assertThatThrownBy(() -> new OnnxRuntimeEngine().open(none))
        .isInstanceOf(IOException.class)
        .hasMessage(none + ": expected an ONNX file, found none of that name. Check the path.");
  }

  @Test
  void anInputThatDoesNotFitIsOneLine() throws IOException {
    try (OnnxEngine.Session session = exported(model(Variant.PAPER, 48), OnnxInput.NETWORK)) {
      FloatBuffer values = normalized(new float[48 * 48 * 3], 48 * 48, Variant.PAPER);
      assertThatThrownBy(() -> session.run(values, 1, 48, 48, 3))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              folder.resolve("model.onnx") + ": expected an input that it takes, found: ")
          .hasMessageNotContaining("\n");
    }
  }
}
