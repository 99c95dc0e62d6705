package io.github.googlenet4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.github.googlenet4j.data.Example;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Figures that can be counted by hand. */
class EvaluationTest {
  private static final List<String> CLASSES = List.of("a", "b", "c", "d", "e", "f");

  private static Evaluation of(float[][] probabilities, int... labels) {
    List<PictureScore> scores = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      Example example = new Example(Path.of(i + ".png"), labels[i]);
      scores.add(PictureScore.of(example, probabilities[i], 0, CLASSES.size()));
    }
    return new Evaluation(CLASSES, scores, List.of());
  }

  private final Evaluation evaluation =
      of(
          new float[][] {
            {.5f, .1f, .1f, .1f, .1f, .1f}, // a for a
            {.1f, .5f, .1f, .1f, .1f, .1f}, // b for a
            {.3f, .3f, .1f, .1f, .1f, .1f}, // a for b: of equal ones the first
            {.2f, .2f, .2f, .2f, .2f, 0}, // f last
          },
          0,
          0,
          1,
          5);

  @Test
  void sharesAreCounted() {
    assertThat(evaluation.images()).isEqualTo(4);
    assertThat(evaluation.top1()).isEqualTo(.25);
    assertThat(evaluation.top5()).isEqualTo(.75);
    assertThat(evaluation.scores().get(2).rank()).isEqualTo(1);
    assertThat(evaluation.scores().get(3).rank()).isEqualTo(5);
  }

  /** Each picture is a group of its own: |.5 - 1| + |.5 - 0| + |.3 - 0| + |.2 - 0|. */
  @Test
  void calibrationIsHowFarSharesAreFromProbabilities() {
    assertThat(evaluation.calibrationError()).isCloseTo(1.5 / 4, within(1e-7));
    float[][] same = new float[30][];
    int[] labels = new int[30];
    for (int i = 0; i < 30; i++) {
      same[i] = new float[] {.7f, .3f, 0, 0, 0, 0};
      labels[i] = i % 2; // half are right in each group of two
    }
    assertThat(of(same, labels).calibrationError()).isCloseTo(.2, within(1e-7));
  }

  @Test
  void whatCannotBeSaidIsNoNumber() {
    Evaluation empty = of(new float[0][]);
    assertThat(empty.loss()).isNaN();
    assertThat(empty.top1()).isNaN();
    assertThat(empty.calibrationError()).isNaN();
    List<String> five = CLASSES.subList(0, 5);
    assertThat(new Evaluation(five, evaluation.scores().subList(0, 3), List.of()).top5()).isNaN();
  }

  @Test
  void confusionHasTheTruthInRows() {
    int[][] confusion = evaluation.confusion();
    assertThat(confusion[0]).containsExactly(1, 1, 0, 0, 0, 0);
    assertThat(confusion[1]).containsExactly(1, 0, 0, 0, 0, 0);
    assertThat(confusion[5]).containsExactly(1, 0, 0, 0, 0, 0);
  }

  @Test
  void classesAreScored() {
    ClassScore a = evaluation.perClass().get(0);
    assertThat(a.images()).isEqualTo(2);
    assertThat(a.precision()).isCloseTo(1 / 3., within(1e-12));
    assertThat(a.recall()).isEqualTo(.5);
    assertThat(a.f1()).isCloseTo(.4, within(1e-12));
    ClassScore none = evaluation.perClass().get(3);
    assertThat(none).isEqualTo(new ClassScore(3, "d", 0, 0, 0, 0));
  }

  @Test
  void classesOfTheSameLabelAreTold() {
    Evaluation cranes = new Evaluation(List.of("crane", "hat", "crane"), List.of(), List.of());
    assertThat(cranes.names()).containsExactly("crane (0)", "hat", "crane (2)");
    assertThat(cranes.perClass())
        .extracting(ClassScore::index, ClassScore::label)
        .containsExactly(tuple(0, "crane"), tuple(1, "hat"), tuple(2, "crane"));
  }

  /** Its ends are the shares p that are 1.96 of their own standard deviations from 341 / 372. */
  @Test
  void theIntervalIsWilsons() {
    ConfidenceInterval interval = ConfidenceInterval.wilson(341, 372);
    for (double p : new double[] {interval.low(), interval.high()}) {
      double deviations = Math.abs(341 / 372. - p) / Math.sqrt(p * (1 - p) / 372);
      assertThat(deviations).isCloseTo(1.95996398454, within(1e-9));
    }
    assertThat(interval.low()).isLessThan(341 / 372.);
    assertThat(interval.high()).isGreaterThan(341 / 372.);
    assertThat(ConfidenceInterval.wilson(0, 10).low()).isCloseTo(0, within(1e-12));
    assertThat(ConfidenceInterval.wilson(10, 10).high()).isCloseTo(1, within(1e-12));
    assertThat(ConfidenceInterval.wilson(0, 0)).isEqualTo(new ConfidenceInterval(0, 1));
  }

  @Test
  void aLossIsNeverInfinite() {
    assertThat(evaluation.scores().get(3).loss()).isBetween(100.0, 110.0);
    assertThat(of(new float[][] {{.5f, .5f, 0, 0, 0, 0}}, 0).loss())
        .isCloseTo(Math.log(2), within(1e-6));
  }
}
