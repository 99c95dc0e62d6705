package io.github.googlenet4j.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Shape;
import io.github.googlenet4j.graph.Simplify;
import io.github.googlenet4j.model.Variant;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The fastest precision is the one that was fastest, whatever the CPU could do. */
class PrecisionTimesTest {
  private static Precision fastest(double fp32, double bf16, double int8) {
    return PrecisionTimes.fastest(
        Map.of(Precision.FP32, fp32, Precision.BF16, bf16, Precision.INT8, int8));
  }

  @Test
  void theShortestTimeWins() {
    assertThat(fastest(7, 4, 2)).isEqualTo(Precision.INT8);
    assertThat(fastest(7, 4, 5)).isEqualTo(Precision.BF16);
    assertThat(fastest(12.4, 20.5, 13)).isEqualTo(Precision.FP32);
    assertThat(PrecisionTimes.fastest(Map.of(Precision.BF16, 3.0, Precision.INT8, 4.0)))
        .isEqualTo(Precision.BF16);
  }

  @Test
  void chanceDoesNotDecide() {
    assertThat(fastest(7, 6.9, 6.85)).isEqualTo(Precision.FP32);
    assertThat(fastest(7, 6, 5.9)).isEqualTo(Precision.BF16);
  }

  @Test
  void everyActivationOfTheFirstLayersHasARange() {
    Network network = FirstLayers.network(Variant.PAPER, 64);
    Network simplified = Simplify.apply(network);
    assertThat(simplified.graph().heads().values()).containsExactly("inception_3b/output");
    assertThat(simplified.graph().shape("inception_3b/output")).isEqualTo(new Shape(8, 8, 480));
    assertThat(simplified.graph().nodes())
        .filteredOn(
            node -> simplified.quantization().orElseThrow().covers(simplified.graph(), node))
        .as("convolutions in integers")
        .hasSize(15);
  }

  @Test
  void aRaceTakesTurns() {
    StringBuilder order = new StringBuilder();
    Map<String, Runnable> ways = new LinkedHashMap<>();
    ways.put("slow", () -> wait(order, 's', 50));
    ways.put("quick", () -> wait(order, 'q', 1));
    Map<String, Double> times = Race.milliseconds(ways, Duration.ZERO);
    assertThat(order.toString()).isEqualTo("sq" + "ssqq".repeat(3));
    assertThat(times.keySet()).containsExactly("slow", "quick");
    assertThat(times.get("slow")).as("time on the CPU, not asleep").isPositive().isLessThan(50);
  }

  private static void wait(StringBuilder order, char name, int milliseconds) {
    order.append(name);
    long end = System.nanoTime() + Duration.ofMillis(milliseconds).toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }
}
