package io.github.googlenet4j.onednn.internal.primitive;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Operation.Linear;
import io.github.googlenet4j.graph.Operation.LocalResponseNormalization;
import io.github.googlenet4j.graph.Quantization;
import io.github.googlenet4j.graph.SampleWeights;
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
      SampleWeights.of(GoogLeNet.graph(Variant.PAPER, 10, 64, true)).simplified();

  private static List<LoweredNode> jobs(Network network, ActivationFormat floating) {
    return jobs(network, PrecisionFormats.floating(floating));
  }

  private static List<LoweredNode> jobs(Network network, PrecisionFormats formats) {
    return Lowering.jobs(network.graph(), formats, PictureBorder.of(network.graph()).shape());
  }

  private static ActivationFormat read(Map<String, LoweredNode> jobs, LoweredNode job) {
    LoweredNode before = jobs.get(job.input());
    return before == null ? ActivationFormat.FLOAT : before.format();
  }

  @Test
  void float32NeedsNoConversions() {
    assertThat(jobs(PAPER, ActivationFormat.FLOAT))
        .hasSameSizeAs(PAPER.graph().nodes())
        .allMatch(job -> job.format().equals(ActivationFormat.FLOAT) && job.node() != null);
  }

  @Test
  void bf16IsReadByConvolutionsLinearLayersAndLocalResponseNormalizationAlone() {
    List<LoweredNode> list = jobs(PAPER, ActivationFormat.BFLOAT);
    Map<String, LoweredNode> jobs =
        list.stream().collect(Collectors.toMap(LoweredNode::name, job -> job));
    int narrow = 0;
    for (LoweredNode job : list) {
      if (job.node() != null) {
        boolean reads =
            job.node().operation() instanceof Convolution
                || job.node().operation() instanceof Linear
                || job.node().operation() instanceof LocalResponseNormalization;
        if (reads) {
          assertThat(read(jobs, job)).as(job.name()).isEqualTo(ActivationFormat.BFLOAT);
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
                assertThat(Objects.requireNonNull(jobs.get(name)).format())
                    .isEqualTo(ActivationFormat.FLOAT));
    assertThat(list)
        .filteredOn(job -> job.node() == null)
        .extracting(LoweredNode::name)
        .contains("pictures as bf16")
        .noneMatch(name -> name.startsWith("inception") && name.endsWith("bf16"))
        .noneMatch(name -> name.startsWith("conv") || name.startsWith("pool1"));
  }

  /** What is left to floating point is bf16 where the CPU has it, and integers come from that. */
  @Test
  void integersAndBf16GoTogether() {
    Map<String, Float> ranges = new HashMap<>();
    for (Node node : PAPER.graph().nodes()) {
      if (node.operation() instanceof Convolution && !node.input().equals(Graph.PICTURES)) {
        ranges.put(Quantization.place(PAPER.graph(), node.input()), 12.7f);
      }
    }
    ActivationFormat integers = ActivationFormat.unsigned(12.7f / 127);
    ActivationFormat pixels = ActivationFormat.unsigned(1);
    Quantization known = new Quantization(ranges, Set.of("conv2/3x3_reduce", "inception_4c/1x1"));
    for (ActivationFormat floating : List.of(ActivationFormat.FLOAT, ActivationFormat.BFLOAT)) {
      Map<String, LoweredNode> jobs =
          jobs(PAPER, new PrecisionFormats(known, pixels, floating)).stream()
              .collect(Collectors.toMap(LoweredNode::name, job -> job));
      Map<String, ActivationFormat> written = new HashMap<>();
      jobs.forEach((name, job) -> written.put(name, job.format()));
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
          .containsEntry("inception_5b/output", ActivationFormat.FLOAT);
    }
  }

  /** Whatever else reads it: results are copied out as float32. */
  @Test
  void resultsInTheMiddleAreFloat32() {
    Map<Head, String> heads = new HashMap<>();
    heads.put(Head.MAIN, "inception_4a/pool");
    heads.put(Head.AUX1, "inception_4b/output");
    heads.put(Head.AUX2, "pool1/norm1");
    Network middle = PAPER.reading(heads);
    Map<String, LoweredNode> jobs =
        jobs(middle, ActivationFormat.BFLOAT).stream()
            .collect(Collectors.toMap(LoweredNode::name, job -> job));
    for (String name : heads.values()) {
      assertThat(Objects.requireNonNull(jobs.get(name)).format()).isEqualTo(ActivationFormat.FLOAT);
    }
  }
}
