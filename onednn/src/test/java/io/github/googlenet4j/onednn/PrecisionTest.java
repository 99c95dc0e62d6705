package io.github.googlenet4j.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.engine.Availability;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.onednn.internal.nativelib.InstructionSet;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.dnnl.global.dnnl;
import org.junit.jupiter.api.Test;

/** Which arithmetic is taken, on CPUs that this one need not be. */
class PrecisionTest {
  private static final Set<Precision> OLD = EnumSet.of(Precision.FP32, Precision.INT8);
  private static final Set<Precision> NEW =
      EnumSet.of(Precision.FP32, Precision.BF16, Precision.INT8);

  private static final Network FLOAT =
      SampleWeights.of(GoogLeNet.graph(Variant.PAPER, 3, 32, false));

  private static Precision choose(Precision wanted, Network network, Set<Precision> has) {
    return new Availability(has, "simulated")
        .choose(Optional.of(wanted), network, Collections::max);
  }

  @Test
  void instructionsDecide() {
    assertThat(InstructionSet.precisions(dnnl.dnnl_cpu_isa_sse41)).containsOnly(Precision.FP32);
    assertThat(InstructionSet.precisions(dnnl.dnnl_cpu_isa_avx2)).isEqualTo(OLD);
    assertThat(InstructionSet.precisions(dnnl.dnnl_cpu_isa_avx512_core_vnni)).isEqualTo(OLD);
    assertThat(InstructionSet.precisions(dnnl.dnnl_cpu_isa_avx512_core_bf16)).isEqualTo(NEW);
    assertThat(InstructionSet.precisions(dnnl.dnnl_cpu_isa_avx512_core_amx)).isEqualTo(NEW);
  }

  @Test
  void instructionsDecideHowLargeBytesMayBe() {
    assertThat(InstructionSet.hasVnni(dnnl.dnnl_cpu_isa_avx2)).isFalse();
    assertThat(InstructionSet.hasVnni(dnnl.dnnl_cpu_isa_avx512_core)).isFalse();
    assertThat(InstructionSet.hasVnni(dnnl.dnnl_cpu_isa_avx2_vnni)).isTrue();
    assertThat(InstructionSet.hasVnni(dnnl.dnnl_cpu_isa_avx512_core_vnni)).isTrue();
    assertThat(InstructionSet.hasVnni(dnnl.dnnl_cpu_isa_avx512_core_amx)).isTrue();
  }

  @Test
  void winogradIsUsedWhereItWasTested() {
    assertThat(InstructionSet.allowsWinograd(dnnl.dnnl_cpu_isa_sse41)).isFalse();
    assertThat(InstructionSet.allowsWinograd(dnnl.dnnl_cpu_isa_avx2_vnni)).isTrue();
    assertThat(InstructionSet.allowsWinograd(dnnl.dnnl_cpu_isa_avx512_core_bf16)).isTrue();
  }

  @Test
  void aPrecisionThatTheCpuLacksIsRefused() {
    assertThatThrownBy(() -> choose(Precision.BF16, FLOAT, OLD))
        .hasMessage(
            "precision: expected one of [fp32, int8], found bf16. Choose one that this engine and"
                + " CPU have.");
  }

  @Test
  void int8NeedsAQuantisedModel() {
    assertThatThrownBy(() -> choose(Precision.INT8, FLOAT, NEW))
        .hasMessage(
            "precision int8: expected a quantised model, found one in float32. Quantise the model"
                + " first.");
  }
}
