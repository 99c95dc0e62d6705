package io.github.googlenet4j.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.googlenet4j.random.SplitMix;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class SimilaritiesTest {
  private static final int COUNT = 301; // not a multiple of blocks and tiles
  private static final int WIDTH = 23;

  private static List<float[]> rows() {
    SplitMix random = SplitMix.of(4);
    List<float[]> rows = new ArrayList<>();
    for (int n = 0; n < COUNT; n++) {
      float[] row = new float[WIDTH];
      for (int d = 0; d < WIDTH; d++) {
        row[d] = (float) random.gaussian();
      }
      rows.add(row);
    }
    rows.set(7, new float[WIDTH]);
    return rows;
  }

  private static double cosine(float[] one, float[] other) {
    double product = 0;
    double a = 0;
    double b = 0;
    for (int d = 0; d < one.length; d++) {
      product += (double) one[d] * other[d];
      a += (double) one[d] * one[d];
      b += (double) other[d] * other[d];
    }
    return a == 0 || b == 0 ? 0 : product / Math.sqrt(a * b);
  }

  @Test
  void allPairsAreThoseOfTheDefinition() {
    List<float[]> rows = rows();
    ConcurrentHashMap<Integer, float[]> found = new ConcurrentHashMap<>();
    Similarities similarities = new Similarities(rows);
    try (ParallelBlocks parallel = new ParallelBlocks(3, () -> false)) {
      similarities.forEach(parallel, (index, cosines) -> found.put(index, cosines.clone()));
    }
    assertThat(found).hasSize(COUNT);
    found.forEach(
        (index, cosines) -> {
          for (int n = 0; n < COUNT; n++) {
            assertThat((double) cosines[n])
                .isCloseTo(cosine(rows.get(index), rows.get(n)), within(1e-6));
          }
        });
    assertThat(similarities.of(rows.get(3))).isEqualTo(found.get(3));
  }

  @Test
  void thereMayBeNone() {
    assertThat(new Similarities(List.of()).of(new float[] {1})).isEmpty();
  }
}
