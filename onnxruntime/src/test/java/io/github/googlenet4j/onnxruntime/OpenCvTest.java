package io.github.googlenet4j.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.Close;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.onnx.OnnxFile;
import io.github.googlenet4j.onnx.OnnxInput;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_dnn;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_dnn.Net;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * A reader of ONNX that is no ONNX Runtime and stricter where sides are open. Its library has 31
 * MB, so that the build brings it with {@code -Ppeers} only.
 */
class OpenCvTest {
  static final List<Variant> variants = Variant.ALL;
  private static final List<String> CLASSES = List.of("a", "b", "c", "d", "e", "f", "g");
  private static final int SIDE = 64;

  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void needsOpenCv() {
    String library = "/org/bytedeco/opencv/" + Loader.getPlatform() + "/libjniopencv_dnn.so";
    Assumptions.assumeTrue(
        Loader.class.getResource(library) != null, "skipped: needs OpenCV's library (-Ppeers)");
  }

  @ParameterizedTest
  @FieldSource("variants")
  void openCvReadsTheFileAndAnswersAsThePlainExecutorDoes(Variant variant) throws IOException {
    Graph graph = GoogLeNet.graph(variant, CLASSES.size(), SIDE, false);
    Network network = SampleWeights.of(graph);
    Path file = folder.resolve("model.onnx");
    OnnxFile.write(
        new Model(
            variant,
            CLASSES,
            variant.preparation().atSide(SIDE),
            false,
            network.weights(),
            Map.of()),
        OnnxInput.NETWORK,
        file,
        false);
    try (Net net = opencv_dnn.readNetFromONNX(file.toString())) {
      for (int count : new int[] {1, 3}) {
        float[] pictures = ExportedFileTest.pictures(count, graph.input());
        float[] expected = ExportedFileTest.expected(network, pictures, count);
        FloatBuffer values = ExportedFileTest.normalized(pictures, SIDE * SIDE, variant);
        assertThat(Close.distance(answers(net, values, count), expected))
            .describedAs("%d pictures", count)
            .isLessThan(1e-4);
      }
    }
  }

  private static float[] answers(Net net, FloatBuffer values, int count) {
    float[] answers = new float[count * CLASSES.size()];
    try (Mat blob =
        new Mat(new int[] {count, 3, SIDE, SIDE}, opencv_core.CV_32F, new FloatPointer(values))) {
      net.setInput(blob);
      try (Mat answer = net.forward()) {
        assertThat(answer.total()).isEqualTo(answers.length);
        new FloatPointer(answer.data()).get(answers);
      }
    }
    return answers;
  }
}
