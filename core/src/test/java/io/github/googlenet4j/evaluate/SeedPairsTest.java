package io.github.googlenet4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeedPairsTest {
  /** The first so many of them. */
  private static BitSet first(int count) {
    BitSet bits = new BitSet();
    bits.set(0, count);
    return bits;
  }

  @Test
  void theDifferenceIsThatOfTheMeans() {
    SeedPairs pairs =
        new SeedPairs(List.of(first(60), first(62)), List.of(first(70), first(68)), 100);
    assertThat(pairs.difference()).isCloseTo(.08, within(1e-12));
    ConfidenceInterval interval = pairs.interval(Bootstrap.DEFAULT);
    assertThat(interval.low()).isBetween(0., .08);
    assertThat(interval.high()).isBetween(.08, .2);
    assertThat(pairs.interval(Bootstrap.DEFAULT)).isEqualTo(interval);
  }

  /** Seeds that disagree leave it open which way is better. */
  @Test
  void seedsAreDrawnToo() {
    SeedPairs pairs =
        new SeedPairs(List.of(first(50), first(50)), List.of(first(90), first(20)), 100);
    ConfidenceInterval interval = pairs.interval(Bootstrap.DEFAULT);
    assertThat(interval.low()).isLessThan(-.2);
    assertThat(interval.high()).isGreaterThan(.3);
  }

  /** The plain paired interval: its standard error is known. */
  @Test
  void ofOneSeedItIsTheIntervalOverPictures() {
    SeedPairs pairs = new SeedPairs(List.of(first(0)), List.of(first(500)), 1000);
    double error = Math.sqrt(.25 / 1000);
    ConfidenceInterval interval = pairs.interval(Bootstrap.DEFAULT);
    assertThat(interval.low()).isCloseTo(.5 - 1.96 * error, within(.006));
    assertThat(interval.high()).isCloseTo(.5 + 1.96 * error, within(.006));
  }

  @Test
  void runsWithoutAPairAreRefused() {
    assertThatThrownBy(() -> new SeedPairs(List.of(first(1)), List.of(), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pairs: expected as many runs of both ways, from 1, found 1 and 0.");
  }
}
