package io.github.googlenet4j.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.googlenet4j.Close;
import io.github.googlenet4j.SharedData;
import io.github.googlenet4j.data.PictureFolder;
import io.github.googlenet4j.engine.CaffeGolden;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.Inference;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.loading.PicturePipeline;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.onnx.OnnxFile;
import io.github.googlenet4j.onnx.OnnxInput;
import io.github.googlenet4j.quantize.Quantizer;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_dnn;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_dnn.Net;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Reads exported files with OpenCV, which is stricter than ONNX Runtime about open sides. Its
 * library has 31 MB and is therefore only there with {@code -Ppeers}.
 */
class OpenCvTest {
  static final List<Variant> variants = Variant.ALL;
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
    Model model = ExportedFileTest.model(variant, SIDE);
    Network network = Inference.apply(model.network());
    try (Net net = read(model, OnnxInput.NETWORK)) {
      for (int count : new int[] {1, 3}) {
        float[] pictures = ExportedFileTest.pictures(count, network.graph().input());
        float[] expected = ExportedFileTest.expected(network, pictures, count);
        FloatBuffer values = ExportedFileTest.normalized(pictures, SIDE * SIDE, variant);
        assertThat(Close.distance(answers(net, planes(values, count)), expected))
            .describedAs("%d pictures", count)
            .isLessThan(1e-4);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("variants")
  void openCvTurnsBytesIntoProbabilities(Variant variant) throws IOException {
    Model model = ExportedFileTest.calm(ExportedFileTest.model(variant, SIDE));
    Network network = Inference.apply(model.network());
    Network answering = network.withProbabilities();
    try (Net net = read(model, OnnxInput.BYTES)) {
      for (int count : new int[] {1, 3}) {
        float[] pictures = ExportedFileTest.pictures(count, network.graph().input());
        BytePointer bytes = new BytePointer(ExportedFileTest.bytes(pictures));
        Mat blob = new Mat(new int[] {count, SIDE, SIDE, 3}, opencv_core.CV_8U, bytes);
        assertThat(answers(net, blob))
            .containsExactly(ExportedFileTest.expected(answering, pictures, count), within(1e-4f));
      }
    }
  }

  /** The two programs round differently, but are closer to each other than to float32. */
  @Test
  void openCvComputesWithIntegers() throws IOException {
    List<Path> photographs =
        PictureFolder.pictures(SharedData.path("data/clothing/validation")).subList(0, 32);
    List<String> classes = IntStream.range(0, 1000).mapToObj(i -> "class " + i).toList();
    Model model = new Model(Variant.PAPER, classes, false, CaffeGolden.network().weights());
    Model integers =
        new Quantizer(Engine.best(), 0, 32, 0)
            .quantize(model, photographs, (what, share) -> {})
            .model();
    CaffeGolden golden = new CaffeGolden();
    int count = golden.pictures();
    float[] pixels = golden.pixels();
    FloatBuffer values = ExportedFileTest.normalized(pixels, 224 * 224, Variant.PAPER);
    EngineOptions options = EngineOptions.DEFAULT.withPrecision(Precision.INT8);
    float[] expected = new float[count * classes.size()];
    try (Program program = new OnnxRuntimeEngine().compile(integers.network(), options)) {
      FloatBuffer picture = PicturePipeline.buffer(224 * 224 * 3);
      for (int i = 0; i < count; i++) {
        picture.put(0, pixels, i * picture.capacity(), picture.capacity());
        float[] one = program.run(picture, 1).main();
        System.arraycopy(one, 0, expected, i * one.length, one.length);
      }
    }
    try (Net net = read(integers, OnnxInput.NETWORK)) {
      int[] shape = {count, 3, 224, 224};
      float[] found = answers(net, new Mat(shape, opencv_core.CV_32F, new FloatPointer(values)));
      assertThat(Close.distance(found, expected))
          .isLessThan(.2)
          .isLessThan(Close.distance(golden.logits(), expected));
    }
  }

  private Net read(Model model, OnnxInput input) throws IOException {
    Path file = folder.resolve("model.onnx");
    OnnxFile.write(model, input, file, false);
    return opencv_dnn.readNetFromONNX(file.toString());
  }

  private static Mat planes(FloatBuffer values, int count) {
    int[] shape = {count, 3, SIDE, SIDE};
    return new Mat(shape, opencv_core.CV_32F, new FloatPointer(values));
  }

  private static float[] answers(Net net, Mat blob) {
    net.setInput(blob);
    try (blob;
        Mat answer = net.forward()) {
      float[] answers = new float[(int) answer.total()];
      new FloatPointer(answer.data()).get(answers);
      return answers;
    }
  }
}
