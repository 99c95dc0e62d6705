package io.github.googlenet4j.clean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Against cleanlab, whose results are in a golden file. */
class ConfidentLearningTest {
  private static final int CLASSES = 4;

  private static List<double[]> golden() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            ConfidentLearningTest.class.getResourceAsStream("confident-learning.csv"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> Stream.of(line.split(",", -1)).mapToDouble(Double::parseDouble).toArray())
          .toList();
    }
  }

  @Test
  void thresholdsIssuesScoresAndTheEstimateAreThoseOfCleanlab() throws IOException {
    List<double[]> golden = golden();
    List<double[]> rows = golden.subList(1, golden.size() - 1);
    int[] labels = rows.stream().mapToInt(row -> (int) row[0]).toArray();
    double[][] probabilities =
        rows.stream()
            .map(row -> new double[] {row[1], row[2], row[3], row[4]})
            .toArray(double[][]::new);
    ConfidentLearning learning = new ConfidentLearning(probabilities, labels, CLASSES);
    assertThat(learning.thresholds()).containsExactly(golden.get(0), within(1e-6));
    for (int i = 0; i < labels.length; i++) {
      assertThat(learning.issue(i)).as("issue " + i).isEqualTo(rows.get(i)[5] == 1);
      assertThat(learning.score(i)).as("score " + i).isEqualTo(rows.get(i)[6]);
    }
    assertThat(learning.wrongLabels())
        .isEqualTo((int) Math.round(golden.get(golden.size() - 1)[0]));
  }

  @Test
  void theSuggestionIsTheBestOtherClass() {
    double[][] probabilities = {{.7, .1, .2}, {.1, .2, .7}};
    ConfidentLearning learning = new ConfidentLearning(probabilities, new int[] {0, 0}, 3);
    assertThat(learning.suggested(0)).isEqualTo(2);
    assertThat(learning.suggested(1)).isEqualTo(2);
  }
}
