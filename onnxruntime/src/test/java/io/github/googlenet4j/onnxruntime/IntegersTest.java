package io.github.googlenet4j.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.SharedData;
import io.github.googlenet4j.data.PictureFolder;
import io.github.googlenet4j.engine.CaffeGolden;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.onnx.OnnxComparison;
import io.github.googlenet4j.onnx.OnnxFile;
import io.github.googlenet4j.onnx.OnnxInput;
import io.github.googlenet4j.onnx.OnnxOptions;
import io.github.googlenet4j.quantize.Quantizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An int8 model as an ONNX file gives the answers of oneDNN, up to rounding. */
class IntegersTest {
  @Test
  void publishedWeightsInInt8AnswerAsBefore(@TempDir Path folder) throws IOException {
    List<Path> photographs =
        PictureFolder.pictures(SharedData.path("data/clothing/validation")).subList(0, 40);
    List<String> classes = IntStream.range(0, 1000).mapToObj(i -> "class " + i).toList();
    Model model = new Model(Variant.PAPER, classes, false, CaffeGolden.network().weights());
    Model integers =
        new Quantizer(Engine.best(), 0, 32, 0)
            .quantize(model, photographs, (what, share) -> {})
            .model();
    Path file = folder.resolve("model.onnx");
    Path floats = folder.resolve("floats.onnx");
    OnnxFile.write(integers, OnnxInput.NETWORK, file, false);
    OnnxFile.write(model, OnnxInput.NETWORK, floats, false);
    assertThat(Files.size(file)).isLessThan(Files.size(floats) * 2 / 5);
    OnnxComparison comparison =
        OnnxComparison.of(file, integers, OnnxInput.NETWORK, photographs.subList(0, 16))
            .orElseThrow();
    assertThat(comparison.agrees()).describedAs("%s", comparison).isTrue();

    OnnxOptions signed = OnnxOptions.DEFAULT.withSigned(true);
    OnnxFile.write(integers, OnnxInput.NETWORK, signed, file, true);
    comparison =
        OnnxComparison.of(file, integers, OnnxInput.NETWORK, photographs.subList(0, 16))
            .orElseThrow();
    assertThat(comparison.agrees()).describedAs("signed: %s", comparison).isTrue();

    CaffeGolden golden = new CaffeGolden();
    float[] pixels = golden.pixels();
    FloatBuffer pictures =
        ByteBuffer.allocateDirect(Float.BYTES * pixels.length)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer()
            .put(0, pixels);
    EngineOptions options =
        EngineOptions.DEFAULT.withPrecision(Precision.INT8).withLargestBatch(golden.pictures());
    int same = 0;
    try (Program program = new OnnxRuntimeEngine().compile(integers.network(), options)) {
      float[] logits = program.run(pictures, golden.pictures()).main();
      for (int i = 0; i < golden.pictures(); i++) {
        int best = 0;
        for (int c = 0; c < 1000; c++) {
          best = logits[i * 1000 + c] > logits[i * 1000 + best] ? c : best;
        }
        same += best == golden.top5()[i * 5] ? 1 : 0;
      }
    }
    assertThat(same).isGreaterThanOrEqualTo(golden.pictures() * 8 / 10);
  }
}
