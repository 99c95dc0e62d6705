package io.github.googlenet4j.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizationTest {
  private static final Quantization NONE = new Quantization(Map.of(), Set.of());

  private static Network network(Variant variant) {
    return SampleWeights.of(GoogLeNet.graph(variant, 7, 64, false));
  }

  @Test
  void whatOnlyMovesValuesSharesARange() {
    Graph graph = Simplify.apply(network(Variant.PAPER)).graph();
    assertThat(Quantization.rangeOwner(graph, "inception_3a/5x5")).isEqualTo("inception_3a/output");
    assertThat(Quantization.rangeOwner(graph, "inception_4a/pool"))
        .isEqualTo("inception_3b/output");
    assertThat(Quantization.rangeOwner(graph, "inception_3a/5x5_reduce"))
        .isEqualTo("inception_3a/5x5_reduce");
    assertThat(Quantization.rangeOwner(graph, Graph.PICTURES)).isEqualTo(Graph.PICTURES);
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

  /** So a file need not say whether batch normalisation was folded before. */
  @Test
  void foldedBatchNormalizationLeavesTheIntegersAsTheyWere() {
    Network network = network(Variant.BATCH_NORM);
    Set<String> names = NONE.integerWeights(network.graph());
    Network rounded =
        new Network(network.graph(), NONE.rounded(network.graph(), network.weights(), Map.of()));
    Network folded = Simplify.apply(rounded);
    assertThat(names).hasSize(56);
    for (String name : names) {
      Tensor before = rounded.weights().get(name);
      Tensor after = folded.weights().get(name);
      assertThat(Quantization.integers(after, Quantization.scales(after)))
          .as(name)
          .isEqualTo(Quantization.integers(before, Quantization.scales(before)));
    }
  }

  /** With a bias, and with batch normalisation, whose mean is corrected instead. */
  @ParameterizedTest
  @ValueSource(strings = {"paper", "batch_norm"})
  void whatRoundingAddsInTheMeanIsTakenOff(String variant) {
    Graph graph = network(Variant.named(variant)).graph();
    String name = "inception_4d/5x5_reduce";
    Weights weights = network(Variant.named(variant)).weights();
    Network original = Simplify.apply(new Network(graph, weights)).endingAt(name);
    Node node = original.graph().node(name);
    float[] means = new float[original.graph().shape(node.input()).channels()];
    for (int c = 0; c < means.length; c++) {
      means[c] = 1 + c % 7;
    }
    double off = 0;
    double kept = 0;
    for (boolean corrected : new boolean[] {true, false}) {
      Map<String, float[]> known = corrected ? Map.of(name, means) : Map.of();
      Network rounded = Simplify.apply(new Network(graph, NONE.rounded(graph, weights, known)));
      double[] before = results(original.weights(), node, means);
      double[] after = results(rounded.weights(), node, means);
      for (int o = 0; o < before.length; o++) {
        double difference = Math.abs(after[o] - before[o]);
        off = corrected ? Math.max(off, difference) : off;
        kept = corrected ? kept : Math.max(kept, difference);
      }
    }
    assertThat(off).isLessThan(1e-4);
    assertThat(kept).as("without its means").isGreaterThan(20 * off);
  }

  /** Of a 1x1 convolution on one pixel. */
  private static double[] results(Weights weights, Node node, float[] pixel) {
    String parameters = ((Convolution) node.operation()).parameters();
    double[] results = new double[weights.values(parameters + ".bias").length];
    for (int o = 0; o < results.length; o++) {
      results[o] = weights.values(parameters + ".bias")[o];
      for (int c = 0; c < pixel.length; c++) {
        results[o] += weights.values(parameters + ".weight")[o * pixel.length + c] * pixel[c];
      }
    }
    return results;
  }

  @Test
  void foldedInputIsRoundedWithItsMeanTakenOffExactly() {
    Network network = network(Variant.PAPER);
    Network folded = FoldInput.apply(network.with(NONE));
    Convolution conv1 = (Convolution) folded.graph().nodes().get(0).operation();
    Tensor weight = folded.weights().get(conv1.parameters() + ".weight");
    assertThat(Quantization.rounded(weight).values())
        .usingComparatorWithPrecision(1e-6f)
        .containsExactly(weight.values());
    float[] exact = FoldInput.apply(network).weights().values(conv1.parameters() + ".weight");
    float[] bias = folded.weights().values(conv1.parameters() + ".bias");
    float[] exactBias = FoldInput.apply(network).weights().values(conv1.parameters() + ".bias");
    int each = exact.length / bias.length;
    double rough = 0; // a picture that is the mean everywhere gives the same result as before
    for (int o = 0; o < bias.length; o++) {
      double before = exactBias[o];
      double after = bias[o];
      for (int i = 0; i < each; i++) {
        float mean = conv1.border().get(i / (each / 3));
        before += exact[o * each + i] * mean;
        after += weight.values()[o * each + i] * mean;
        rough += Math.abs(exact[o * each + i] - weight.values()[o * each + i]);
      }
      assertThat(after).isCloseTo(before, within(1e-2));
    }
    assertThat(rough).isPositive();
    Network floating = network.with(NONE.withFloating(Set.of("conv1/7x7_s2")));
    assertThat(FoldInput.apply(floating).weights().values(conv1.parameters() + ".weight"))
        .isEqualTo(exact);
  }

  @Test
  void everyConvolutionWithoutARangeIsNamed() {
    Graph graph = Simplify.apply(network(Variant.PAPER)).graph();
    Map<String, Float> ranges = new HashMap<>();
    for (Node node : graph.nodes()) {
      if (node.operation() instanceof Convolution) {
        ranges.put(Quantization.rangeOwner(graph, node.input()), 1f);
      }
    }
    ranges.remove(Graph.PICTURES); // bytes need none
    assertThat(new Quantization(ranges, Set.of()).mismatches(graph)).isEmpty();
    ranges.remove("inception_4d/3x3_reduce");
    assertThat(new Quantization(ranges, Set.of()).mismatches(graph))
        .containsExactly("range of inception_4d/3x3_reduce: expected one above 0, found none");
    assertThat(new Quantization(ranges, Set.of("inception_4d/3x3")).mismatches(graph)).isEmpty();
    assertThat(new Quantization(ranges, Set.of("inception_4d/3x3", "4d")).mismatches(graph))
        .containsExactly("floating 4d: expected a convolution, found none of that name");
    ranges.put("conv9", 1f);
    assertThat(new Quantization(ranges, Set.of("inception_4d/3x3")).mismatches(graph))
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
