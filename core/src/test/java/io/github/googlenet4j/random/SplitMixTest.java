package io.github.googlenet4j.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitMixTest {
  private static final int MANY = 200_000;

  /** No keys: the state is 0, as that of the JDK's own SplitMix64 with seed 0. */
  @Test
  void theNumbersAreSplitMix64s() {
    SplitMix own = SplitMix.of();
    SplittableRandom other = new SplittableRandom(0);
    for (int i = 0; i < 100; i++) {
      assertThat(own.next()).isEqualTo(other.nextLong());
    }
  }

  @Test
  void everyKeyMattersAndSoDoesTheOrder() {
    Set<Long> first = new HashSet<>();
    for (int a = 0; a < 30; a++) {
      for (int b = 0; b < 30; b++) {
        first.add(SplitMix.of(a, b).next());
        first.add(SplitMix.of(a, b, 0).next());
      }
      first.add(SplitMix.of(a, "name").next());
      first.add(SplitMix.of(a, "eman").next());
    }
    assertThat(first).hasSize(30 * 30 * 2 + 60);
  }

  /** What neighbouring keys give is as even as what one generator gives. */
  @Test
  void neighbouringKeysAreIndependent() {
    double[] first =
        IntStream.range(0, MANY).mapToDouble(i -> SplitMix.of(1, 2, i).uniform()).toArray();
    assertThat(Arrays.stream(first).average().orElseThrow()).isCloseTo(.5, within(.003));
    double product = 0;
    for (int i = 1; i < MANY; i++) {
      product += (first[i] - .5) * (first[i - 1] - .5);
    }
    assertThat(product / MANY).isCloseTo(0, within(.001));
  }

  @Test
  void gaussiansHaveTheirMoments() {
    double[] values = draw(SplitMix::gaussian);
    assertThat(moment(values, 1)).isCloseTo(0, within(.01));
    assertThat(moment(values, 2)).isCloseTo(1, within(.02));
    assertThat(moment(values, 4)).isCloseTo(3, within(.1));
  }

  /** Mean 1/2 and variance 1 / (4 (2 alpha + 1)). */
  @ParameterizedTest
  @ValueSource(doubles = {.1, .4, 1, 3})
  void betasHaveTheirMoments(double alpha) {
    double[] values = draw(random -> random.beta(alpha));
    assertThat(Arrays.stream(values)).allMatch(value -> value >= 0 && value <= 1);
    assertThat(moment(values, 1)).isCloseTo(.5, within(.005));
    double variance = moment(values, 2) - .25;
    assertThat(variance).isCloseTo(1 / (4 * (2 * alpha + 1)), within(.003));
  }

  @Test
  void tinyBetasAreCoins() {
    double[] values = draw(random -> random.beta(1e-9));
    assertThat(Arrays.stream(values)).allMatch(value -> value == 0 || value == 1);
    assertThat(moment(values, 1)).isCloseTo(.5, within(.01));
  }

  @Test
  void shufflesAreEven() {
    SplitMix random = SplitMix.of(5);
    int[][] counts = new int[4][4];
    for (int i = 0; i < 40_000; i++) {
      int[] values = {0, 1, 2, 3};
      random.shuffle(values);
      for (int place = 0; place < 4; place++) {
        counts[place][values[place]]++;
      }
    }
    for (int[] row : counts) {
      assertThat(Arrays.stream(row)).allMatch(count -> Math.abs(count - 10_000) < 400);
    }
  }

  private static double[] draw(ToDoubleFunction<SplitMix> draw) {
    SplitMix random = SplitMix.of(11);
    return IntStream.range(0, MANY).mapToDouble(i -> draw.applyAsDouble(random)).toArray();
  }

  private static double moment(double[] values, int power) {
    return Arrays.stream(values).map(value -> Math.pow(value, power)).average().orElseThrow();
  }
}
