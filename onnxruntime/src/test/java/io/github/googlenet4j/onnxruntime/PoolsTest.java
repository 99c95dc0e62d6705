package io.github.googlenet4j.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation;
import io.github.googlenet4j.graph.PlainExecutor;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Window;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Pools against the plain executor: windows of up to 4 pixels, all short sides, with rounding up,
 * windows beyond the edge, and windows that begin in the padding.
 */
class PoolsTest {
  private int tried;

  @Test
  void everyWindowIsTranslatedRightWhateverTheLengthOfTheEdge() {
    for (int kernel = 1; kernel <= 4; kernel++) {
      for (int stride = 1; stride <= 4; stride++) {
        for (int padding = 0; 2 * padding <= kernel; padding++) {
          for (boolean roundUp : new boolean[] {true, false}) {
            Window window = new Window(kernel, stride, padding, roundUp);
            for (int height = 1; height <= 9; height++) {
              tryOn(window, height, 1 + (height * 3 + stride) % 9);
            }
          }
        }
      }
    }
    assertThat(tried).isGreaterThan(700);
  }

  private void tryOn(Window window, int height, int width) {
    if (window.count(height) < 1 || window.count(width) < 1) {
      return; // the window is larger than the picture
    }
    for (Operation operation :
        List.of(new Operation.MaxPool(window), new Operation.AveragePool(window))) {
      Shape picture = new Shape(height, width, 2);
      Node node =
          new Node("pool", operation, List.of(Graph.PICTURES), operation.shape(List.of(picture)));
      var network = SampleWeights.of(new Graph(picture, List.of(node), Map.of(Head.MAIN, "pool")));
      float[] values = SampleWeights.picture("pool", picture);
      for (int i = 0; i < values.length; i++) {
        values[i] -= 300; // so that a padding of zeros would be the maximum
      }
      FloatBuffer batch =
          ByteBuffer.allocateDirect(Float.BYTES * values.length)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer()
              .put(0, values);
      EngineOptions options = EngineOptions.DEFAULT.withThreads(1);
      try (Program program = new OnnxRuntimeEngine().compile(network, options)) {
        assertThat(program.run(batch, 1).main())
            .describedAs("%s over %s", operation, picture)
            .containsExactly(new PlainExecutor(network).main(values), within(1e-4f));
      }
      tried++;
    }
  }
}
