package io.github.googlenet4j.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Operation.Linear;
import io.github.googlenet4j.graph.Operation.LocalResponseNormalization;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Formats are decided without the CPU, so bf16's can be looked at where there is none. */
class LoweringTest {
  private static final Network PAPER =
      SampleWeights.of(GoogLeNet.graph(Variant.PAPER, 10, 64, true)).simplified();

  private static List<Job> jobs(Network network, Precision precision) {
    return Lowering.jobs(network, precision, Frame.of(network.graph()).shape());
  }

  private static Format read(Map<String, Job> jobs, Job job) {
    Job before = jobs.get(job.input());
    return before == null ? Format.FLOAT : before.format();
  }

  @Test
  void float32NeedsNoConversions() {
    assertThat(jobs(PAPER, Precision.FP32))
        .hasSameSizeAs(PAPER.graph().nodes())
        .allMatch(job -> job.format().equals(Format.FLOAT) && job.node() != null);
  }

  @Test
  void bf16IsReadByConvolutionsAndLinearLayersAlone() {
    List<Job> list = jobs(PAPER, Precision.BF16);
    Map<String, Job> jobs = list.stream().collect(Collectors.toMap(Job::name, job -> job));
    int narrow = 0;
    for (Job job : list) {
      if (job.node() != null) {
        boolean reads =
            job.node().operation() instanceof Convolution
                || job.node().operation() instanceof Linear;
        if (reads) {
          assertThat(read(jobs, job)).as(job.name()).isEqualTo(Format.BFLOAT);
          narrow++;
        } else if (job.node().operation() instanceof LocalResponseNormalization) {
          assertThat(read(jobs, job)).as(job.name()).isEqualTo(Format.FLOAT);
        }
      }
    }
    assertThat(narrow).isEqualTo(57 + 2 + 5);
    PAPER
        .graph()
        .heads()
        .values()
        .forEach(
            name ->
                assertThat(Objects.requireNonNull(jobs.get(name)).format())
                    .isEqualTo(Format.FLOAT));
    assertThat(list)
        .filteredOn(job -> job.node() == null)
        .extracting(Job::name)
        .contains("pictures as bf16", "pool2/3x3_s2 as bf16")
        .noneMatch(name -> name.startsWith("inception") && name.endsWith("bf16"));
  }

  /** Whatever else reads it: results are copied out as float32. */
  @Test
  void resultsInTheMiddleAreFloat32() {
    Map<Head, String> heads = new HashMap<>();
    heads.put(Head.MAIN, "inception_4a/pool");
    heads.put(Head.AUX1, "inception_4b/output");
    Network middle = PAPER.reading(heads);
    Map<String, Job> jobs =
        jobs(middle, Precision.BF16).stream().collect(Collectors.toMap(Job::name, job -> job));
    for (String name : heads.values()) {
      assertThat(Objects.requireNonNull(jobs.get(name)).format()).isEqualTo(Format.FLOAT);
    }
  }
}
