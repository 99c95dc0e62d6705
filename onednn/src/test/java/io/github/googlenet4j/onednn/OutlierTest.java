package io.github.googlenet4j.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.data.DrawnPictures;
import io.github.googlenet4j.data.PictureFolder;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.quantize.Quantizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A network that has one bad layer in int8: {@code conv2/3x3} has huge weights for its first input
 * channel, which is always zero. In float32 they change nothing; in int8 they make the steps so
 * large that all other weights become zero. Corrected biases then still give the mean answer, which
 * is why half of the answers and more may stay.
 */
class OutlierTest {
  private static final int SIDE = 64;
  private static final String BAD = "conv2/3x3";

  @TempDir private Path folder = Path.of("");

  private static Model model(float outlier) {
    Graph graph = GoogLeNet.graph(Variant.PAPER, 10, SIDE, false);
    Weights sample = SampleWeights.of(graph).weights();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    sample.names().forEach(name -> tensors.put(name, copy(sample.get(name))));
    set(tensors, BAD + "_reduce.weight", 0, 64, 0);
    set(tensors, BAD + "_reduce.bias", 0, 1, 0);
    for (int output = 0; output < 192; output++) {
      set(tensors, BAD + ".weight", output * 64 * 9, 9, outlier);
    }
    List<String> classes = IntStream.range(0, 10).mapToObj(i -> "class " + i).toList();
    return new Model(
        Variant.PAPER,
        classes,
        Variant.PAPER.preparation().atSide(SIDE),
        false,
        new Weights(tensors),
        Map.of());
  }

  private static Tensor copy(Tensor tensor) {
    return new Tensor(tensor.shape(), tensor.values().clone());
  }

  private static void set(Map<String, Tensor> in, String name, int from, int count, float value) {
    in.computeIfPresent(
        name,
        (key, tensor) -> {
          Arrays.fill(tensor.values(), from, from + count, value);
          return tensor;
        });
  }

  private Quantizer.Result quantize(Model model, double agreement) throws IOException {
    OneDnnEngine engine = new OneDnnEngine();
    Assumptions.assumeTrue(
        engine.availability().precisions().contains(Precision.INT8), "skipped: needs AVX2");
    DrawnPictures.fill(folder, 12, 1);
    return new Quantizer(engine, 2, 12, agreement)
        .quantize(model, PictureFolder.pictures(folder), (what, share) -> {});
  }

  @Test
  void theLayerThatIsBadInInt8ReturnsToFloatingPoint() throws IOException {
    Quantizer.Result result = quantize(model(1e4f), .95);
    assertThat(result.tried().values())
        .allMatch(agreement -> agreement.top1() < .95 && agreement.error() > .1);
    assertThat(result.model().quantization().orElseThrow().floating()).containsExactly(BAD);
    assertThat(result.agreement().top1()).isGreaterThanOrEqualTo(.95);
    assertThat(result.agreement().error()).isLessThan(.01);
  }

  @Test
  void noneDoesWhereAllLayersAreGood() throws IOException {
    Quantizer.Result result = quantize(model(0), .9);
    assertThat(result.model().quantization().orElseThrow().floating()).isEmpty();
    assertThat(result.agreement().top1()).isGreaterThanOrEqualTo(.9);
  }
}
