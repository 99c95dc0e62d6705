package io.github.googlenet4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Quantization;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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
    assertThat(choose(ALL, none, FLOATING)).isEqualTo(Precision.FP32);
    assertThat(choose(ALL, none, QUANTISED)).isEqualTo(Precision.INT8);
    assertThat(choose(WITHOUT_INT8, none, QUANTISED)).isEqualTo(Precision.BF16);
    assertThat(choose(FP32_ALONE, none, QUANTISED)).isEqualTo(Precision.FP32);
    assertThat(EngineOptions.DEFAULT.withThreads(3).precision()).isEmpty();
  }

  @Test
  void autoIsWhatWasMeasuredToBeFastest() {
    Optional<Precision> auto = Optional.of(Precision.AUTO);
    List<Set<Precision>> asked = new ArrayList<>();
    Function<Set<Precision>, Precision> slowNarrow =
        several -> {
          asked.add(several);
          return Precision.FP32;
        };
    assertThat(ALL.choose(auto, FLOATING, slowNarrow)).isEqualTo(Precision.FP32);
    assertThat(ALL.choose(auto, QUANTISED, slowNarrow)).isEqualTo(Precision.FP32);
    assertThat(asked)
        .containsExactly(
            Set.of(Precision.FP32, Precision.BF16),
            Set.of(Precision.FP32, Precision.BF16, Precision.INT8));
    assertThat(FP32_ALONE.choose(auto, QUANTISED, slowNarrow)).isEqualTo(Precision.FP32);
    assertThat(asked).as("one precision alone is not measured").hasSize(2);
  }

  /** On a machine where fewer bits are always faster. */
  private static Precision choose(
      Availability available, Optional<Precision> wanted, Network network) {
    return available.choose(wanted, network, Collections::max);
  }

  @Test
  void whatIsAskedForIsTakenOrRefused() {
    assertThat(choose(ALL, Optional.of(Precision.FP32), QUANTISED)).isEqualTo(Precision.FP32);
    assertThatThrownBy(() -> choose(FP32_ALONE, Optional.of(Precision.BF16), FLOATING))
        .hasMessage(
            "precision: expected one of [fp32], found bf16. Choose one that this engine and CPU"
                + " have.");
    assertThatThrownBy(() -> choose(ALL, Optional.of(Precision.INT8), FLOATING))
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
