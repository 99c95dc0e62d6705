package io.github.googlenet4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Quantization;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which precision is chosen, with a request and without. */
class AvailabilityTest {
  private static final Network FLOATING =
      SampleWeights.of(GoogLeNet.graph(Variant.PAPER, 2, 32, false));
  private static final Network QUANTISED =
      FLOATING.with(new Quantization(Map.of("inception_3a/output", 1f), Set.of()));
  private static final Availability ALL =
      new Availability(Set.of(Precision.FP32, Precision.BF16, Precision.INT8), "all");
  private static final Availability WITHOUT_INT8 =
      new Availability(Set.of(Precision.FP32, Precision.BF16), "two");
  private static final Availability FP32_ALONE = new Availability(Set.of(Precision.FP32), "one");

  @Test
  void withoutARequestItIsTheNetworksOwn() {
    Optional<Precision> none = Optional.empty();
    assertThat(ALL.choose(none, FLOATING)).isEqualTo(Precision.FP32);
    assertThat(ALL.choose(none, QUANTISED)).isEqualTo(Precision.INT8);
    assertThat(WITHOUT_INT8.choose(none, QUANTISED)).isEqualTo(Precision.BF16);
    assertThat(FP32_ALONE.choose(none, QUANTISED)).isEqualTo(Precision.FP32);
    assertThat(EngineOptions.DEFAULT.withThreads(3).precision()).isEmpty();
  }

  @Test
  void whatIsAskedForIsTakenOrRefused() {
    assertThat(ALL.choose(Precision.AUTO, FLOATING)).isEqualTo(Precision.BF16);
    assertThat(ALL.choose(Optional.of(Precision.FP32), QUANTISED)).isEqualTo(Precision.FP32);
    assertThatThrownBy(() -> FP32_ALONE.choose(Precision.BF16, FLOATING))
        .hasMessage(
            "precision: expected one of [fp32], found bf16. Choose one that this engine and CPU"
                + " have.");
    assertThatThrownBy(() -> ALL.choose(Precision.INT8, FLOATING))
        .hasMessage(
            "precision int8: expected a quantised model, found one in float32. Quantise the model"
                + " first.");
  }

  @Test
  void aBrokenEngineIsNotReplacedByTheNext() {
    Availability absent = new Availability(Set.of(), "no library for this platform");
    absent.refuseBroken("absent");
    Availability broken = Availability.broken("a damaged jar.");
    assertThat(broken.usable()).isFalse();
    assertThatThrownBy(() -> broken.refuseBroken("onednn"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("engine onednn: expected its library to work, found: a damaged jar.");
  }
}
