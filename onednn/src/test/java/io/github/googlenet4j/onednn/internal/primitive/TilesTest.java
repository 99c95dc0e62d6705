package io.github.googlenet4j.onednn.internal.primitive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TilesTest {
  @Test
  void everyTileIsReadOnceAndNeverBeyondTheSide() {
    for (int length = 1; length < 70; length++) {
      for (int threads = 1; threads <= 4; threads++) {
        int[] seen = new int[Tiles.along(length).count()];
        for (Tiles tiles : parts(length, threads)) {
          for (Tiles.Run run : tiles.runs()) {
            assertThat(run.count() == 1 || run.count() * Tiles.STEP <= tiles.count()).isTrue();
            for (int i = 0; i < run.count(); i++) {
              int tile = run.first() + i * Tiles.STEP;
              seen[tile]++;
              int first = Tiles.OUTPUTS * tile - 1 + run.skipped();
              assertThat(first).isEqualTo(run.start() + i * Tiles.STEP * Tiles.OUTPUTS);
              assertThat(first).isEqualTo(Math.max(0, Tiles.OUTPUTS * tile - 1));
              assertThat(first + run.inputs())
                  .isEqualTo(Math.min(length, Tiles.OUTPUTS * tile - 1 + Tiles.INPUTS));
            }
          }
        }
        assertThat(Arrays.stream(seen)).as("side of %d", length).containsOnly(1);
      }
    }
  }

  @Test
  void everyPixelIsMadeOnce() {
    for (int length = 1; length < 70; length++) {
      for (int threads = 1; threads <= 4; threads++) {
        int[] seen = new int[length];
        for (Tiles tiles : parts(length, threads)) {
          for (Tiles.Group group : tiles.groups()) {
            for (int tile = group.first(); tile < group.first() + group.count(); tile++) {
              for (int i = 0; i < group.outputs(); i++) {
                seen[Tiles.OUTPUTS * tile + i]++;
              }
            }
          }
        }
        assertThat(Arrays.stream(seen)).as("side of %d", length).containsOnly(1);
      }
    }
  }

  private static List<Tiles> parts(int length, int threads) {
    return IntStream.range(0, threads)
        .mapToObj(i -> Tiles.along(length).part(new Share(i, threads)))
        .toList();
  }
}
