package io.github.googlenet4j.loading;

import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.loading.LoaderOptions.Sampling;
import io.github.googlenet4j.random.SplitMix;
import java.util.Arrays;
import java.util.List;

/** The order of the examples in an epoch. It depends only on the seed and the epoch. */
final class EpochOrder {
  /** Key of the order's random numbers, so that they differ from those of the pictures. */
  private static final long PURPOSE = 1;

  private final int[][] members;
  private final int count;
  private final LoaderOptions options;

  EpochOrder(List<Example> examples, int classes, LoaderOptions options) {
    int[] sizes = new int[classes];
    examples.forEach(example -> sizes[example.label()]++);
    this.members = new int[classes][];
    for (int i = 0; i < classes; i++) {
      members[i] = new int[sizes[i]];
    }
    for (int i = examples.size() - 1; i >= 0; i--) {
      int label = examples.get(i).label();
      members[label][--sizes[label]] = i;
    }
    this.count = examples.size();
    this.options = options;
  }

  /** The index of the example at each place. */
  int[] of(int epoch) {
    SplitMix random = SplitMix.of(options.seed(), epoch, PURPOSE);
    int[] order = new int[count];
    if (options.sampling() == Sampling.BALANCED) {
      balanced(order, random);
    } else {
      Arrays.setAll(order, i -> i);
    }
    random.shuffle(order);
    return order;
  }

  /** Classes take turns. Within a class, no example is repeated before all others were drawn. */
  private void balanced(int[] order, SplitMix random) {
    int[][] present = Arrays.stream(members).filter(some -> some.length > 0).toArray(int[][]::new);
    // Where the count does not divide evenly, chance decides which classes get one more.
    int[] turns = new int[present.length];
    Arrays.setAll(turns, i -> i);
    random.shuffle(turns);
    for (int turn = 0; turn < turns.length; turn++) {
      int[] shuffled = present[turns[turn]].clone();
      for (int place = turn, taken = 0; place < count; place += turns.length, taken++) {
        if (taken % shuffled.length == 0) {
          random.shuffle(shuffled);
        }
        order[place] = shuffled[taken % shuffled.length];
      }
    }
  }
}
