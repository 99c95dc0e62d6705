package io.github.googlenet4j.clean;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FoldsTest {
  private static int count(int[] folds, int fold, int[] labels, int label) {
    return (int)
        IntStream.range(0, folds.length)
            .filter(i -> folds[i] == fold && labels[i] == label)
            .count();
  }

  @Test
  void everyFoldHasItsShareOfEachClass() {
    int[] labels = IntStream.range(0, 103).map(i -> i % 10 == 0 ? 1 : 0).toArray();
    int[] folds = Folds.of(labels, 2, IntStream.range(0, 103).toArray(), 7);
    for (int fold = 0; fold < Folds.COUNT; fold++) {
      assertThat(count(folds, fold, labels, 0)).isBetween(18, 19);
      assertThat(count(folds, fold, labels, 1)).isBetween(2, 3);
    }
    assertThat(Folds.of(labels, 2, IntStream.range(0, 103).toArray(), 7)).isEqualTo(folds);
    assertThat(Folds.of(labels, 2, IntStream.range(0, 103).toArray(), 8)).isNotEqualTo(folds);
  }

  @Test
  void copiesShareAFoldWhateverTheirLabels() {
    int[] labels = {0, 1, 0, 1, 0, 1};
    int[] groups = {0, 0, 2, 3, 2, 0};
    int[] folds = Folds.of(labels, 2, groups, 0);
    assertThat(folds[1]).isEqualTo(folds[0]);
    assertThat(folds[5]).isEqualTo(folds[0]);
    assertThat(folds[4]).isEqualTo(folds[2]);
  }
}
