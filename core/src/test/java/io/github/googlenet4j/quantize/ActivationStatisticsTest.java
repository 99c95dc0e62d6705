package io.github.googlenet4j.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Simplify;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ActivationStatisticsTest {
  /** Two pictures of two pixels each, three channels innermost. */
  @Test
  void meansAreOfChannels() {
    ActivationStatistics activation = new ActivationStatistics(3);
    activation.with(new float[] {1, 10, 0, 3, 20, 0}).with(new float[] {5, 30, 1, 7, 40, 0});
    assertThat(activation.means()).containsExactly(4, 25, .25f);
    assertThat(activation.histogram().percentile(1)).isBetween(40f, 41f);
  }

  /**
   * A convolution after a max pool reads the pool, which has its input's range but a mean of its
   * own.
   */
  @Test
  void meansAreOfWhatConvolutionsRead() {
    Graph graph = GoogLeNet.graph(Variant.PAPER, 3, 32, false);
    graph = Simplify.apply(SampleWeights.of(graph)).graph();
    ActivationStatistics pool = new ActivationStatistics(1).with(new float[] {2});
    ActivationStatistics module = new ActivationStatistics(1).with(new float[] {1});
    Map<String, float[]> means =
        Calibration.means(graph, Map.of("inception_3b/pool", pool, "inception_3a/output", module));
    assertThat(means)
        .containsOnlyKeys(
            "inception_3b/1x1",
            "inception_3b/3x3_reduce",
            "inception_3b/5x5_reduce",
            "inception_3b/pool_proj")
        .containsEntry("inception_3b/pool_proj", new float[] {2})
        .containsEntry("inception_3b/1x1", new float[] {1});
    assertThat(graph.nodes())
        .filteredOn(node -> node.operation() instanceof Convolution)
        .hasSize(57);
  }
}
