package io.github.googlenet4j.onednn.internal.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArenaPlannerTest {
  @Test
  void noTwoThatAreAliveTogetherShareAByte() {
    Random random = new Random(1);
    for (int round = 0; round < 200; round++) {
      List<ArenaPlanner.Lifetime> lives = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        int first = random.nextInt(50);
        lives.add(
            new ArenaPlanner.Lifetime(
                "a" + i, 1 + random.nextInt(5000), first, first + random.nextInt(8)));
      }
      List<ArenaPlanner.Allocation> places = ArenaPlanner.plan(lives);
      assertThat(places)
          .extracting(ArenaPlanner.Allocation::lifetime)
          .containsExactlyInAnyOrderElementsOf(lives);
      for (ArenaPlanner.Allocation a : places) {
        assertThat(a.offset() % 64).isZero();
        for (ArenaPlanner.Allocation b : places) {
          boolean apart = a.end() <= b.offset() || b.end() <= a.offset();
          boolean together =
              a.lifetime().first() <= b.lifetime().last()
                  && b.lifetime().first() <= a.lifetime().last();
          assertThat(a.equals(b) || apart || !together).isTrue();
        }
      }
    }
  }

  @Test
  void aChainTakesNoMoreThanItsTwoLargestNeighbours() {
    List<ArenaPlanner.Lifetime> chain = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      chain.add(new ArenaPlanner.Lifetime("a" + i, 6400, i, i + 1));
    }
    long end =
        ArenaPlanner.plan(chain).stream()
            .mapToLong(ArenaPlanner.Allocation::end)
            .max()
            .orElseThrow();
    assertThat(end).isEqualTo(2 * 6400);
  }
}
