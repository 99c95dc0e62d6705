package io.github.googlenet4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuantizationTest {
  private static final Quantization NONE = new Quantization(Map.of(), Set.of());

  private static Network network(Variant variant) {
    return SampleWeights.of(GoogLeNet.graph(variant, 7, 64, false));
  }

  @Test
  void whatOnlyMovesValuesSharesARange() {
    Graph graph = network(Variant.PAPER).simplified().graph();
    assertThat(Quantization.place(graph, "inception_3a/5x5")).isEqualTo("inception_3a/output");
    assertThat(Quantization.place(graph, "inception_4a/pool")).isEqualTo("inception_3b/output");
    assertThat(Quantization.place(graph, "inception_3a/5x5_reduce"))
        .isEqualTo("inception_3a/5x5_reduce");
    assertThat(Quantization.place(graph, Graph.PICTURES)).isEqualTo(Graph.PICTURES);
    assertThat(NONE.range(graph, Graph.PICTURES)).isEqualTo(255);
  }

  @Test
  void roundedWeightsAreAtMostHalfAStepAway() {
    Tensor tensor = network(Variant.PAPER).weights().get("inception_3a/5x5.weight");
    float[] scales = Quantization.scales(tensor);
    byte[] integers = Quantization.integers(tensor, scales);
    float[] rounded = Quantization.weights(tensor.shape(), integers, scales).values();
    int each = rounded.length / scales.length;
    for (int i = 0; i < rounded.length; i++) {
      assertThat(Math.abs(rounded[i] - tensor.values()[i])).isLessThan(.5001f * scales[i / each]);
    }
    for (int o = 0; o < scales.length; o++) {
      int largest = 0;
      for (int i = 0; i < each; i++) {
        largest = Math.max(largest, Math.abs(integers[o * each + i]));
      }
      assertThat(largest).as("channel %d uses all steps", o).isEqualTo(127);
    }
  }

  /** So a file need not say whether batch normalisation was folded in before. */
  @Test
  void foldedBatchNormalizationLeavesTheIntegersAsTheyWere() {
    Network network = network(Variant.BATCH_NORM);
    Set<String> names = NONE.integerWeights(network.graph());
    Network rounded =
        new Network(network.graph(), NONE.rounded(network.graph(), network.weights()));
    Network folded = rounded.simplified();
    assertThat(names).hasSize(56);
    for (String name : names) {
      Tensor before = rounded.weights().get(name);
      Tensor after = folded.weights().get(name);
      assertThat(Quantization.integers(after, Quantization.scales(after)))
          .as(name)
          .isEqualTo(Quantization.integers(before, Quantization.scales(before)));
    }
  }

  @Test
  void everyConvolutionWithoutARangeIsNamed() {
    Graph graph = network(Variant.PAPER).simplified().graph();
    Map<String, Float> ranges = new HashMap<>();
    for (Node node : graph.nodes()) {
      if (node.operation() instanceof Convolution) {
        ranges.put(Quantization.place(graph, node.input()), 1f);
      }
    }
    ranges.remove(Graph.PICTURES); // bytes need none
    assertThat(new Quantization(ranges, Set.of()).misfits(graph)).isEmpty();
    ranges.remove("inception_4d/3x3_reduce");
    assertThat(new Quantization(ranges, Set.of()).misfits(graph))
        .containsExactly("range of inception_4d/3x3_reduce: expected one above 0, found none");
    assertThat(new Quantization(ranges, Set.of("inception_4d/3x3")).misfits(graph)).isEmpty();
    assertThat(new Quantization(ranges, Set.of("inception_4d/3x3", "4d")).misfits(graph))
        .containsExactly("floating 4d: expected a convolution, found none of that name");
    ranges.put("conv9", 1f);
    assertThat(new Quantization(ranges, Set.of("inception_4d/3x3")).misfits(graph))
        .containsExactly("range of conv9: expected no such node, found a range");
  }

  @Test
  void aRangeThatIsNoneIsRefused() {
    for (float range : List.of(0f, -1f, Float.NaN, Float.POSITIVE_INFINITY)) {
      assertThatThrownBy(() -> new Quantization(Map.of("conv1", range), Set.of()))
          .hasMessage("range of conv1: expected one above 0, found %s.".formatted(range));
    }
  }
}
