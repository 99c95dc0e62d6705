package io.github.googlenet4j.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.googlenet4j.engine.Availability;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** From how many tiles on Winograd's algorithm is taken, by times as they could be measured. */
class WinogradTimesTest {
  private static int least(double of196, double of49, double of25, double of16) {
    Map<String, Double> times = new HashMap<>();
    for (int tiles : new int[] {196, 49, 25, 16}) {
      times.put(tiles + "/convolution", 1.0);
    }
    times.put("196/winograd", of196);
    times.put("49/winograd", of49);
    times.put("25/winograd", of25);
    times.put("16/winograd", of16);
    return WinogradTimes.leastTiles(times);
  }

  @Test
  void itIsTheSmallestLayerThatGains() {
    assertThat(least(.6, .7, .8, .9)).isEqualTo(16);
    assertThat(least(.6, .7, .8, 1)).isEqualTo(25);
    assertThat(least(.6, .7, .99, .5)).as("a gain by chance").isEqualTo(49);
    assertThat(least(.6, 1.1, 1.2, 1.3)).isEqualTo(196);
    assertThat(least(1.1, .7, .8, .9)).isEqualTo(WinogradTimes.NEVER);
  }

  @Test
  void measuringGivesATimeForEachLayerAndAlgorithm() {
    Availability availability = new OneDnnEngine().availability();
    assumeTrue(availability.usable(), "needs oneDNN");
    assertThat(WinogradTimes.times(availability.detail()))
        .hasSize(8)
        .containsKeys("196/convolution", "16/winograd")
        .allSatisfy((name, time) -> assertThat(time).isPositive());
  }
}
