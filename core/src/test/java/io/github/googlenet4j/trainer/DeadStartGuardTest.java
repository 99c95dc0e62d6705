package io.github.googlenet4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.loading.Batch;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is taken for a dead start: with losses, labels and gradients made up. */
class DeadStartGuardTest {
  private static final double VANISHED = 1e-6;

  /** A window of batches of ten pictures, as many of each of three classes as told. */
  private static Optional<String> window(
      DeadStartGuard guard, Map<Head, Double> losses, double gradient, int... shares) {
    float[] targets = new float[30];
    for (int label = 0, i = 0; label < shares.length; label++) {
      for (int n = 0; n < shares[label]; n++) {
        targets[3 * i++ + label] = 1;
      }
    }
    for (int i = 0; i < DeadStartGuard.WINDOW; i++) {
      assertThat(guard.due()).isFalse();
      guard.add(new Batch(FloatBuffer.allocate(0), FloatBuffer.wrap(targets), new int[10], 10, 32));
      guard.add(losses);
    }
    assertThat(guard.due()).isTrue();
    return guard.look(gradient);
  }

  private static boolean dead(double loss, double gradient, int... shares) {
    return window(new DeadStartGuard(3), Map.of(Head.MAIN, loss), gradient, shares).isPresent();
  }

  /** Of shares .8, .1 and .1 the entropy is .639; ln(3) is 1.099. */
  @Test
  void aDeadNetworkCostsWhatGuessingDoes() {
    for (double loss : new double[] {.64, .9, 1.1}) {
      assertThat(dead(loss, VANISHED, 8, 1, 1)).as("loss %s", loss).isTrue();
    }
    assertThat(dead(1.1, VANISHED, 4, 3, 3)).isTrue();
  }

  @Test
  void whatLearnsIsNotDead() {
    assertThat(dead(.6, VANISHED, 8, 1, 1)).isFalse();
    assertThat(dead(.9, VANISHED, 4, 3, 3)).isFalse();
    assertThat(dead(1.1, .01, 4, 3, 3)).isFalse();
  }

  @Test
  void aLossFarAboveGuessingIsAnotherIllness() {
    assertThat(dead(3, VANISHED, 4, 3, 3)).isFalse();
  }

  @Test
  void aHeadIsToldOnce() {
    DeadStartGuard guard = new DeadStartGuard(3);
    Map<Head, Double> one = Map.of(Head.MAIN, 1.1, Head.AUX1, .2);
    Map<Head, Double> both = Map.of(Head.MAIN, 1.1, Head.AUX1, 1.1);
    assertThat(window(guard, one, VANISHED, 4, 3, 3).orElseThrow())
        .startsWith("dead start: main: expected a loss below 1.089, which guessing costs (")
        .endsWith(", begin from a model, or raise optimization.rate.");
    assertThat(window(guard, both, 0, 4, 3, 3).orElseThrow())
        .startsWith("dead start: aux1: ")
        .endsWith(", begin from a model, or lower optimization.rate.");
    assertThat(window(guard, both, 0, 4, 3, 3)).isEmpty();
  }
}
