package io.github.googlenet4j.onednn.internal.primitive;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Operation.Linear;
import io.github.googlenet4j.graph.Operation.LocalResponseNormalization;
import io.github.googlenet4j.graph.Quantization;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.graph.Simplify;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Formats are decided without the CPU, so bf16's can be looked at where there is none. */
class LoweringTest {
  private static final Network PAPER =
      Simplify.apply(SampleWeights.of(GoogLeNet.graph(Variant.PAPER, 10, 64, true)));

  private static List<LoweredNode> nodes(Network network, ActivationFormat floating) {
    return nodes(network, PrecisionFormats.floating(floating));
  }

  private static List<LoweredNode> nodes(Network network, PrecisionFormats formats) {
    return Lowering.nodes(
        network.graph(), formats, PictureBorder.of(network.graph()).paddedShape());
  }

  private static ActivationFormat read(Map<String, LoweredNode> nodes, LoweredNode lowered) {
    LoweredNode before = nodes.get(lowered.input());
    return before == null ? ActivationFormat.FLOAT32 : before.format();
  }

  @Test
  void float32NeedsNoConversions() {
    assertThat(nodes(PAPER, ActivationFormat.FLOAT32))
        .hasSameSizeAs(PAPER.graph().nodes())
        .allMatch(
            lowered ->
                lowered.format().equals(ActivationFormat.FLOAT32) && lowered.origin() != null);
  }

  @Test
  void bf16IsReadByConvolutionsLinearLayersAndLocalResponseNormalizationAlone() {
    List<LoweredNode> list = nodes(PAPER, ActivationFormat.BFLOAT16);
    Map<String, LoweredNode> nodes =
        list.stream().collect(Collectors.toMap(LoweredNode::name, lowered -> lowered));
    int narrow = 0;
    for (LoweredNode lowered : list) {
      if (lowered.origin() != null) {
        boolean reads =
            lowered.origin().operation() instanceof Convolution
                || lowered.origin().operation() instanceof Linear
                || lowered.origin().operation() instanceof LocalResponseNormalization;
        if (reads) {
          assertThat(read(nodes, lowered)).as(lowered.name()).isEqualTo(ActivationFormat.BFLOAT16);
          narrow++;
        }
      }
    }
    assertThat(narrow).isEqualTo(57 + 2 + 5 + 2);
    PAPER
        .graph()
        .heads()
        .values()
        .forEach(
            name ->
                assertThat(Objects.requireNonNull(nodes.get(name)).format())
                    .isEqualTo(ActivationFormat.FLOAT32));
    assertThat(list)
        .filteredOn(lowered -> lowered.origin() == null)
        .extracting(LoweredNode::name)
        .contains("pictures as bf16")
        .noneMatch(name -> name.startsWith("inception") && name.endsWith("bf16"))
        .noneMatch(name -> name.startsWith("conv") || name.startsWith("pool1"));
  }

  /** Layers in floating point use bf16 where the CPU has it. It is converted to integers. */
  @Test
  void integersAndBf16GoTogether() {
    Map<String, Float> ranges = new HashMap<>();
    for (Node node : PAPER.graph().nodes()) {
      if (node.operation() instanceof Convolution && !node.input().equals(Graph.PICTURES)) {
        ranges.put(Quantization.rangeOwner(PAPER.graph(), node.input()), 12.7f);
      }
    }
    ActivationFormat integers = ActivationFormat.unsigned8(12.7f / 127);
    ActivationFormat pixels = ActivationFormat.unsigned8(1);
    Quantization known = new Quantization(ranges, Set.of("conv2/3x3_reduce", "inception_4c/1x1"));
    for (ActivationFormat floating : List.of(ActivationFormat.FLOAT32, ActivationFormat.BFLOAT16)) {
      Map<String, LoweredNode> nodes =
          nodes(PAPER, new PrecisionFormats(known, pixels, floating)).stream()
              .collect(Collectors.toMap(LoweredNode::name, lowered -> lowered));
      Map<String, ActivationFormat> written = new HashMap<>();
      nodes.forEach((name, lowered) -> written.put(name, lowered.format()));
      assertThat(written)
          .containsEntry("pictures as " + pixels, pixels)
          .containsEntry("conv1/7x7_s2", floating)
          .containsEntry("pool1/3x3_s2", floating)
          .containsEntry("pool1/norm1", floating)
          .containsEntry("conv2/3x3_reduce", floating)
          .containsEntry("conv2/3x3_reduce as " + integers, integers)
          .containsEntry("conv2/norm2", floating)
          .containsEntry("inception_3a/3x3_reduce", integers)
          .containsEntry("inception_3a/pool", integers)
          .containsEntry("inception_4b/output", integers)
          .containsEntry("inception_4b/output as " + floating, floating)
          .containsEntry("inception_4c/1x1", floating)
          .containsEntry("inception_5b/output", ActivationFormat.FLOAT32);
    }
  }

  /** Outputs are copied as float32, even if other nodes read them in another format. */
  @Test
  void resultsInTheMiddleAreFloat32() {
    Network middle =
        PAPER
            .endingAt("inception_4b/output")
            .withOutputs(List.of("inception_4a/pool", "pool1/norm1"));
    Map<String, LoweredNode> nodes =
        nodes(middle, ActivationFormat.BFLOAT16).stream()
            .collect(Collectors.toMap(LoweredNode::name, lowered -> lowered));
    for (String name : middle.graph().outputs().values()) {
      assertThat(Objects.requireNonNull(nodes.get(name)).format())
          .isEqualTo(ActivationFormat.FLOAT32);
    }
  }
}
