package io.github.googlenet4j.onednn.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArenaTest {
  @Test
  void noTwoThatAreAliveTogetherShareAByte() {
    Random random = new Random(1);
    for (int round = 0; round < 200; round++) {
      List<Arena.Life> lives = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        int first = random.nextInt(50);
        lives.add(
            new Arena.Life("a" + i, 1 + random.nextInt(5000), first, first + random.nextInt(8)));
      }
      List<Arena.Place> places = Arena.plan(lives);
      assertThat(places).extracting(Arena.Place::life).containsExactlyInAnyOrderElementsOf(lives);
      for (Arena.Place a : places) {
        assertThat(a.offset() % 64).isZero();
        for (Arena.Place b : places) {
          boolean apart = a.end() <= b.offset() || b.end() <= a.offset();
          boolean together =
              a.life().first() <= b.life().last() && b.life().first() <= a.life().last();
          assertThat(a.equals(b) || apart || !together).isTrue();
        }
      }
    }
  }

  @Test
  void aChainTakesNoMoreThanItsTwoLargestNeighbours() {
    List<Arena.Life> chain = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      chain.add(new Arena.Life("a" + i, 6400, i, i + 1));
    }
    long end = Arena.plan(chain).stream().mapToLong(Arena.Place::end).max().orElseThrow();
    assertThat(end).isEqualTo(2 * 6400);
  }
}
