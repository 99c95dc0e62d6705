package io.github.googlenet4j.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.Close;
import io.github.googlenet4j.data.PicturePipeline;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.PlainExecutor;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Beside an executor that adds one product after the other. */
class WinogradTest {
  private static final int CHANNELS = 64;
  private static final int OUTPUTS = 40;

  private static Network network(int height, int width, boolean bias, boolean relu) {
    Shape map = new Shape(height, width, CHANNELS);
    Convolution convolution = new Convolution("c", OUTPUTS, 3, 1, 1, bias, relu, List.of());
    Node node =
        new Node("c", convolution, List.of(Graph.PICTURES), new Shape(height, width, OUTPUTS));
    return SampleWeights.of(new Graph(map, List.of(node), Map.of(Head.MAIN, "c")));
  }

  @ParameterizedTest
  @CsvSource({
    "56, 56, 1, true, true",
    "57, 30, 2, true, true",
    "29, 58, 3, false, false",
    "15, 17, 13, true, false",
    "14, 14, 14, false, true",
    "7, 8, 99, true, true",
    "4, 61, 20, true, true",
    "9, 9, 6, true, false",
    "8, 8, 13, true, true",
    "5, 5, 200, true, true"
  })
  void givesTheConvolution(int height, int width, int batch, boolean bias, boolean relu) {
    Assumptions.assumeTrue(Instructions.provenForWinograd(), "skipped: needs AVX2 alone");
    Network network = network(height, width, bias, relu);
    int size = network.graph().input().size();
    float[] pictures = new float[batch * size];
    for (int i = 0; i < batch; i++) {
      float[] picture = SampleWeights.picture("tiles " + i, network.graph().input());
      for (int j = 0; j < size; j++) {
        pictures[i * size + j] = picture[j] - 100;
      }
    }
    EngineOptions options = EngineOptions.DEFAULT.withLargestBatch(batch);
    try (OneDnnProgram program = (OneDnnProgram) new OneDnnEngine().compile(network, options)) {
      assertThat(program.implementations(batch).get("c")).as("kernel").contains("matmul");
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
