package io.github.googlenet4j.onednn.internal.primitive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WinogradTilesTest {
  @Test
  void everyTileIsReadOnceAndNeverBeyondTheSide() {
    for (int length = 1; length < 70; length++) {
      for (int threads = 1; threads <= 4; threads++) {
        int[] seen = new int[WinogradTiles.along(length).count()];
        for (WinogradTiles tiles : parts(length, threads)) {
          for (WinogradTiles.InputGroup run : tiles.inputGroups()) {
            assertThat(run.count() == 1 || run.count() * WinogradTiles.STEP <= tiles.count())
                .isTrue();
            for (int i = 0; i < run.count(); i++) {
              int tile = run.first() + i * WinogradTiles.STEP;
              seen[tile]++;
              int first = WinogradTiles.OUTPUTS * tile - 1 + run.skipped();
              assertThat(first)
                  .isEqualTo(run.start() + i * WinogradTiles.STEP * WinogradTiles.OUTPUTS);
              assertThat(first).isEqualTo(Math.max(0, WinogradTiles.OUTPUTS * tile - 1));
              assertThat(first + run.inputs())
                  .isEqualTo(
                      Math.min(length, WinogradTiles.OUTPUTS * tile - 1 + WinogradTiles.INPUTS));
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
        for (WinogradTiles tiles : parts(length, threads)) {
          for (WinogradTiles.OutputGroup group : tiles.outputGroups()) {
            for (int tile = group.first(); tile < group.first() + group.count(); tile++) {
              for (int i = 0; i < group.outputs(); i++) {
                seen[WinogradTiles.OUTPUTS * tile + i]++;
              }
            }
          }
        }
        assertThat(Arrays.stream(seen)).as("side of %d", length).containsOnly(1);
      }
    }
  }

  private static List<WinogradTiles> parts(int length, int threads) {
    return IntStream.range(0, threads)
        .mapToObj(i -> WinogradTiles.along(length).part(new ThreadShare(i, threads)))
        .toList();
  }
}
