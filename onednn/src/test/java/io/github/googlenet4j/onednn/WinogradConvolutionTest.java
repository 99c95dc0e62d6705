package io.github.googlenet4j.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.Close;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.PlainExecutor;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.loading.PicturePipeline;
import io.github.googlenet4j.onednn.internal.nativelib.InstructionSet;
import io.github.googlenet4j.onednn.internal.primitive.ThreadShare;
import io.github.googlenet4j.onednn.internal.primitive.WinogradRule;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Beside an executor that adds one product after the other. */
class WinogradConvolutionTest {
  private static Network network(Shape map, int outputs, boolean bias, boolean relu) {
    Convolution convolution = new Convolution("c", outputs, 3, 1, 1, bias, relu, List.of());
    Shape made = new Shape(map.height(), map.width(), outputs);
    Node node = new Node("c", convolution, List.of(Graph.PICTURES), made);
    return SampleWeights.of(new Graph(map, List.of(node), Map.of(Head.MAIN, "c")));
  }

  /** With Winograd's algorithm, whether it is faster here or not. */
  private static OneDnnProgram program(Network network, EngineOptions options, int threads) {
    assertThat(new OneDnnEngine().availability().usable()).isTrue(); // loads the library
    return new OneDnnProgram(network, new Arithmetic(Precision.FP32, false, 1), options, threads);
  }

  @Test
  void suitsConvolutionsThatKeepTheSize() {
    Convolution convolution = new Convolution("c", 8, 3, 1, 1, true);
    assertThat(WinogradRule.suits(convolution, new Shape(14, 14, 8))).isTrue();
    assertThat(WinogradRule.suits(convolution, new Shape(112, 112, 8))).isTrue();
    assertThat(WinogradRule.suits(convolution, new Shape(113, 112, 8))).isFalse();
    assertThat(WinogradRule.suits(convolution, new Shape(3, 400, 8))).isFalse();
    Convolution strided = new Convolution("c", 8, 3, 2, 1, true);
    assertThat(WinogradRule.suits(strided, new Shape(56, 56, 8))).isFalse();
  }

  @Test
  void smallActivationsNeedMoreTiles() {
    assertThat(WinogradRule.leastTiles(new Shape(14, 14, 8), 16)).isEqualTo(16);
    assertThat(WinogradRule.leastTiles(new Shape(7, 7, 8), 16)).isEqualTo(49);
    assertThat(WinogradRule.leastTiles(new Shape(7, 7, 8), 196)).isEqualTo(196);
  }

  /** All threads of a picture must see the same number, or they would take different algorithms. */
  @Test
  void tilesAreThoseOfTheBusiestThread() {
    Shape map = new Shape(28, 28, 8); // 7 x 7 tiles
    assertThat(WinogradRule.tiles(map, 1, ThreadShare.WHOLE)).isEqualTo(49);
    assertThat(WinogradRule.tiles(map, 3, ThreadShare.WHOLE)).isEqualTo(147);
    for (int thread = 0; thread < 2; thread++) {
      assertThat(WinogradRule.tiles(map, 1, new ThreadShare(thread, 2))).isEqualTo(28);
    }
    assertThat(WinogradRule.tiles(map, 1, new ThreadShare(3, 8)))
        .as("fewer rows of tiles than threads: the first thread takes all")
        .isEqualTo(49);
  }

  @ParameterizedTest
  @CsvSource({
    "56, 56,  64,  40,   1, true, true, 2",
    "56, 56,  64, 192,   2, true, true, 1",
    "57, 30,  16,  21,   2, true, true, 2",
    "29, 58,  64,  40,   3, false, false, 2",
    "28, 28,  96, 128,   2, true, true, 5",
    "28, 28, 128, 192,  17, true, true, 2",
    "15, 17,   3,   5,  13, true, false, 2",
    "14, 14,  96, 208,   8, true, true, 2",
    "14, 14,  64,  40,  14, false, true, 1",
    " 7,  7, 160, 320,  32, true, true, 2",
    " 7,  8,  64,  40,  99, true, true, 5",
    " 4, 61,  24,  64,  20, true, true, 2",
    " 9,  9,  16,  48,  12, true, false, 2",
    " 8,  8,  48, 128,  26, true, true, 2",
    " 5,  5,   1,   1, 200, true, true, 2",
    "112, 110, 16,   8,   2, true, true, 2"
  })
  void givesTheConvolution(
      int height,
      int width,
      int channels,
      int outputs,
      int batch,
      boolean bias,
      boolean relu,
      int threads) {
    Assumptions.assumeTrue(
        InstructionSet.allowsWinograd(InstructionSet.current()),
        "skipped: the algorithm was not tested with these instructions");
    Network network = network(new Shape(height, width, channels), outputs, bias, relu);
    int size = network.graph().input().size();
    float[] pictures = new float[batch * size];
    for (int i = 0; i < batch; i++) {
      float[] picture = SampleWeights.picture("tiles " + i, network.graph().input());
      for (int j = 0; j < size; j++) {
        pictures[i * size + j] = picture[j] - 100;
      }
    }
    EngineOptions options = EngineOptions.DEFAULT.withLargestBatch(batch).withThreads(threads);
    try (OneDnnProgram program = program(network, options, threads)) {
      assertThat(program.kernels(batch).get("c")).as("kernel").contains("matmul");
      FloatBuffer buffer = PicturePipeline.buffer(pictures.length).put(0, pictures);
      float[] found = program.run(buffer, batch).main();
      assertThat(program.run(buffer, batch).main()).as("once more").isEqualTo(found);
      for (int i : new int[] {0, batch / 2, batch - 1}) {
        float[] expected =
            new PlainExecutor(network).main(Arrays.copyOfRange(pictures, i * size, (i + 1) * size));
        int values = expected.length;
        assertThat(
                Close.distance(Arrays.copyOfRange(found, i * values, (i + 1) * values), expected))
            .isLessThan(2e-5);
      }
    }
  }
}
