package io.github.googlenet4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.googlenet4j.train.LearningRateSchedule.UpdatePosition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values worked out by hand from each schedule's formula, for 100 updates of 10 epochs. */
class LearningRateScheduleTest {
  private static double rate(LearningRateSchedule schedule, long update) {
    return schedule.rate(new UpdatePosition(update, 100, 10));
  }

  @ParameterizedTest
  @CsvSource({
    "cosine, 0, 1.0",
    "cosine, 50, 0.5",
    "cosine, 25, 0.8535533905932737", // (1 + sqrt(1/2)) / 2
    "step, 33, 1.0",
    "step, 34, 0.1",
    "step, 99, 0.01",
    "polynomial, 0, 1.0",
    "polynomial, 75, 0.5",
    "constant, 99, 1.0",
    "one_cycle, 0, 0.04",
    "one_cycle, 29, 1.0", // .3 * 100 - 1
    "one_cycle, 99, 0.000004"
  })
  void ratesAreThoseOfTheFormulas(String name, long update, double expected) {
    assertThat(rate(LearningRateSchedule.named(name, 1), update))
        .isCloseTo(expected, within(1e-12));
  }

  /** Half way down PyTorch's second phase, which goes from 29 to 99. */
  @Test
  void oneCycleFallsAlongACosine() {
    assertThat(rate(LearningRateSchedule.named("one_cycle", 2), 64))
        .isCloseTo((2 + 8e-6) / 2, within(1e-12));
  }

  @Test
  void thePaperTakesFourPercentEveryEightEpochs() {
    LearningRateSchedule paper = LearningRateSchedule.named("paper", .01);
    assertThat(paper.rate(new UpdatePosition(79, 1000, 10))).isEqualTo(.01);
    assertThat(paper.rate(new UpdatePosition(80, 1000, 10))).isCloseTo(.0096, within(1e-12));
    assertThat(paper.rate(new UpdatePosition(160, 1000, 10))).isCloseTo(.009216, within(1e-12));
  }

  @Test
  void warmUpRisesAndLeavesTheRestToTheSchedule() {
    LearningRateSchedule warm = LearningRateSchedule.named("cosine", 1).withWarmUp(2);
    assertThat(rate(warm, 0)).isCloseTo(1 / 21., within(1e-12));
    assertThat(rate(warm, 19)).isCloseTo(20 / 21., within(1e-12));
    assertThat(rate(warm, 20)).isEqualTo(1);
    assertThat(rate(warm, 60)).isCloseTo(.5, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"10, 100", "12.5, 125", "9.96, 100"})
  void aWarmUpThatLeavesNothingIsRefused(double epochs, long rising) {
    LearningRateSchedule warm = LearningRateSchedule.named("cosine", 1).withWarmUp(epochs);
    assertThatThrownBy(() -> rate(warm, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "recipe optimization.warm_up_epochs: expected a warm-up of fewer updates than training,"
                + " which has 100, found %d. Shorten it, or train for more epochs.",
            rising);
  }

  /** By StrictMath, whose results are the same on every machine. */
  @Test
  void ratesAreTheSameBitsEverywhere() {
    for (int update = 0; update < 100; update++) {
      assertThat(rate(LearningRateSchedule.named("cosine", .05), update))
          .isEqualTo(.05 * (1 + StrictMath.cos(Math.PI * (update / 100.))) / 2);
    }
  }

  @Test
  void anUnknownNameListsTheKnownOnes() {
    assertThatThrownBy(() -> LearningRateSchedule.named("linear", 1))
        .hasMessage(
            "recipe optimization.schedule: expected one of cosine, one_cycle, step, polynomial,"
                + " paper, constant, found linear.");
  }
}
