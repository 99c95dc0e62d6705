package io.github.googlenet4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.googlenet4j.data.Example;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Figures against those of scikit-learn and numpy: {@code reference/evaluation_golden.py}. */
class EvaluationGoldenTest {
  private final JsonNode golden = read();
  private final Evaluation evaluation = evaluation(golden);

  private static JsonNode read() {
    try (InputStream in =
        EvaluationGoldenTest.class.getResourceAsStream("evaluation_golden.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Evaluation evaluation(JsonNode golden) {
    List<PictureScore> scores = new ArrayList<>();
    int classes = golden.get("probabilities").get(0).size();
    for (int i = 0; i < golden.get("labels").size(); i++) {
      float[] row = new float[classes];
      for (int k = 0; k < classes; k++) {
        row[k] = golden.get("probabilities").get(i).get(k).floatValue();
      }
      Example example = new Example(Path.of(i + ".png"), golden.get("labels").get(i).asInt());
      scores.add(PictureScore.of(example, row, 0, classes));
    }
    List<String> names = IntStream.range(0, classes).mapToObj(i -> "class " + i).toList();
    return new Evaluation(names, scores, List.of());
  }

  private void assertGolden(String name, double found) {
    assertThat(found).as(name).isCloseTo(golden.get(name).asDouble(), within(1e-6));
  }

  @Test
  void lossesAndCalibrationErrorsAreGolden() {
    assertGolden("top1", evaluation.top1());
    assertGolden("negative_log_likelihood", evaluation.loss());
    assertGolden("brier", evaluation.brier());
    assertGolden("equal_count", evaluation.calibration().error());
    assertGolden("equal_width", evaluation.calibrationByWidth().error());
    assertThat(evaluation.calibrationError()).isEqualTo(evaluation.calibration().error());
    for (Calibration calibration :
        List.of(evaluation.calibration(), evaluation.calibrationByWidth())) {
      assertThat(calibration.bins()).hasSizeBetween(10, Calibration.BINS);
      assertThat(calibration.bins().stream().mapToInt(Calibration.Bin::images).sum())
          .isEqualTo(evaluation.images());
      assertThat(calibration.bins())
          .allSatisfy(bin -> assertThat(bin.probability()).isBetween(bin.from(), bin.to()));
    }
  }

  /** scikit-learn leaves out a class that no picture belongs to and none was taken for. */
  @Test
  void averagesAreGolden() {
    assertAverages("macro", evaluation.macro());
    assertAverages("weighted", evaluation.weighted());
  }

  private void assertAverages(String name, Averages found) {
    JsonNode expected = golden.get(name);
    assertThat(found.precision()).isCloseTo(expected.get(0).asDouble(), within(1e-9));
    assertThat(found.recall()).isCloseTo(expected.get(1).asDouble(), within(1e-9));
    assertThat(found.f1()).isCloseTo(expected.get(2).asDouble(), within(1e-9));
  }

  @Test
  void thresholdsAreTheLowestThatReachAnAccuracy() {
    golden
        .get("thresholds")
        .properties()
        .forEach(
            entry -> {
              var point = evaluation.coverage().reaching(Double.parseDouble(entry.getKey()));
              if (entry.getValue().isEmpty()) {
                assertThat(point).as(entry.getKey()).isEmpty();
              } else {
                assertThat((double) point.orElseThrow().threshold())
                    .as(entry.getKey())
                    .isCloseTo(entry.getValue().get(0).asDouble(), within(1e-7));
                assertThat(point.get().coverage())
                    .isCloseTo(entry.getValue().get(1).asDouble(), within(1e-9));
                assertThat(point.get().accuracy())
                    .isCloseTo(entry.getValue().get(2).asDouble(), within(1e-9));
              }
            });
    Coverage coverage = evaluation.coverage();
    Coverage.Point all = coverage.points().get(coverage.points().size() - 1);
    assertThat(all.coverage()).isEqualTo(1);
    assertThat(all.accuracy()).isEqualTo(evaluation.top1());
    assertThat(coverage.reaching(0)).contains(all);
    assertThat(new Evaluation(List.of("a", "b"), List.of(), List.of()).coverage().reaching(0))
        .isEmpty();
  }

  /** Both are drawn, with generators of their own: 4,000 draws of each end agree to about .005. */
  @Test
  void intervalsOfMacroFiguresAreGoldenAsFarAsDrawsAre() {
    MacroIntervals found = new Bootstrap(4000, 7).macro(evaluation);
    List<ConfidenceInterval> intervals = List.of(found.precision(), found.recall(), found.f1());
    for (int i = 0; i < 3; i++) {
      JsonNode expected = golden.get("macro_intervals").get(i);
      assertThat(intervals.get(i).low()).isCloseTo(expected.get(0).asDouble(), within(.01));
      assertThat(intervals.get(i).high()).isCloseTo(expected.get(1).asDouble(), within(.01));
    }
    assertThat(new Bootstrap(100, 7).macro(evaluation))
        .isEqualTo(new Bootstrap(100, 7).macro(evaluation))
        .isNotEqualTo(new Bootstrap(100, 8).macro(evaluation));
    assertThatThrownBy(() -> new Bootstrap(0, 1))
        .hasMessage("resamples: expected 1 to 1000000, found 0. Choose a value within that range.");
  }

  @Test
  void classesThatAreTakenForOthersAreCountedMostFirst() {
    int[][] confusion = evaluation.confusion();
    List<Confusion> pairs = evaluation.confusions(Integer.MAX_VALUE);
    int mistakes = 0;
    int last = Integer.MAX_VALUE;
    for (Confusion pair : pairs) {
      assertThat(pair.truth()).isNotEqualTo(pair.answer());
      assertThat(pair.images())
          .isEqualTo(confusion[pair.truth()][pair.answer()])
          .isLessThanOrEqualTo(last);
      assertThat(pair.scores())
          .extracting(PictureScore::probability)
          .isSortedAccordingTo((a, b) -> Float.compare(b, a));
      last = pair.images();
      mistakes += pair.images();
    }
    assertThat(mistakes).isEqualTo((int) Math.rint(400 * (1 - evaluation.top1())));
    assertThat(evaluation.confusions(3)).isEqualTo(pairs.subList(0, 3));
  }

  /** A part with one class: it has no wrong pairs and no curve, but all figures are numbers. */
  @Test
  void onePartWithOneClassIsJudgedToo() {
    List<PictureScore> scores =
        evaluation.scores().stream().filter(score -> score.example().label() == 1).toList();
    Evaluation one = new Evaluation(evaluation.classes(), scores, List.of());
    assertThat(one.weighted().recall()).isCloseTo(one.top1(), within(1e-12));
    assertThat(one.weighted().precision()).isEqualTo(1);
    assertThat(one.macro().recall()).isLessThan(one.top1()); // the answers' classes have none
    assertThat(Bootstrap.DEFAULT.macro(one).f1().low()).isBetween(0., one.macro().f1());
  }
}
