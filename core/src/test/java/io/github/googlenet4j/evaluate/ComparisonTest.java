package io.github.googlenet4j.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.googlenet4j.data.Example;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code reference/comparison_golden.py} writes the golden numbers. */
class ComparisonTest {
  private static final List<String> CLASSES = List.of("hat", "shoe");

  static List<JsonNode> goldens() throws IOException {
    List<JsonNode> goldens = new ArrayList<>();
    try (InputStream in = ComparisonTest.class.getResourceAsStream("comparison_golden.json")) {
      new ObjectMapper().readTree(in).get("cases").forEach(goldens::add);
    }
    return goldens;
  }

  private static PictureScore score(int index, boolean right) {
    return new PictureScore(
        new Example(Path.of(index + ".png"), 0), right ? 0 : 1, .8f, right ? 0 : 1, .2, .1);
  }

  private static Comparison comparison(int both, int first, int second, int neither) {
    List<PictureScore> a = new ArrayList<>();
    List<PictureScore> b = new ArrayList<>();
    for (int i = 0; i < both + first + second + neither; i++) {
      boolean isBoth = i < both;
      boolean isFirst = !isBoth && i < both + first;
      boolean isSecond = !isBoth && !isFirst && i < both + first + second;
      a.add(score(i, isBoth || isFirst));
      b.add(score(i, isBoth || isSecond));
    }
    return new Comparison(
        new Evaluation(CLASSES, a, List.of()), new Evaluation(CLASSES, b, List.of()));
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void figuresAreThoseOfTheIndependentProgram(JsonNode golden) {
    Comparison comparison =
        comparison(
            golden.get("both").asInt(),
            golden.get("first").asInt(),
            golden.get("second").asInt(),
            golden.get("neither").asInt());
    assertThat(comparison.both()).isEqualTo(golden.get("both").asInt());
    assertThat(comparison.onlyFirst()).hasSize(golden.get("first").asInt());
    assertThat(comparison.onlySecond()).hasSize(golden.get("second").asInt());
    assertThat(comparison.difference())
        .isCloseTo(golden.get("difference").asDouble(), within(1e-12));
    ConfidenceInterval interval =
        comparison.interval(Bootstrap.DEFAULT.withSeed(golden.get("seed").asLong()));
    assertThat(interval.low()).isCloseTo(golden.get("low").asDouble(), within(1e-12));
    assertThat(interval.high()).isCloseTo(golden.get("high").asDouble(), within(1e-12));
    assertThat(comparison.probability()).isCloseTo(golden.get("p").asDouble(), within(1e-9));
  }

  @Test
  void aProbabilityOfThousandsOfPicturesDoesNotUnderflow() {
    assertThat(McNemar.exact(5000, 5000)).isEqualTo(1);
    // scipy.stats.binomtest(4900, 10000).pvalue
    assertThat(McNemar.exact(4900, 5100)).isCloseTo(0.0466, within(5e-4));
  }

  @Test
  void theSentenceNamesTheBetterModelAndWhetherItIsMoreThanChance() {
    assertThat(comparison(50, 3, 12, 10).sentence("a", "b", Bootstrap.DEFAULT))
        .startsWith("b is right for 9 of 75 pictures more than a (12.0 %, 95 % interval ")
        .endsWith("): that is more than chance (McNemar's exact p 0.0352).");
    assertThat(comparison(50, 12, 3, 10).sentence("a", "b", Bootstrap.DEFAULT))
        .startsWith("a is right for 9 of 75 pictures more than b (12.0 %, 95 % interval ")
        .endsWith("): that is more than chance (McNemar's exact p 0.0352).");
    assertThat(comparison(200, 20, 21, 30).sentence("a", "b", Bootstrap.DEFAULT))
        .contains("b is right for 1 of 271 pictures more than a")
        .endsWith("): chance alone can explain that (McNemar's exact p 1.00).");
    assertThat(comparison(5, 2, 2, 0).sentence("a", "b", Bootstrap.DEFAULT))
        .isEqualTo(
            "a and b are right for equally many of 9 pictures: there is no difference to explain.");
  }

  @Test
  void resultsOfOtherPicturesAreRefused() {
    Evaluation one = comparison(1, 0, 0, 0).first();
    Evaluation two = comparison(2, 0, 0, 0).first();
    assertThatThrownBy(() -> new Comparison(one, two))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("comparison: expected results of the same pictures, found others.");
  }
}
