package io.github.googlenet4j.clean;

import io.github.googlenet4j.random.SplitMix;
import java.util.ArrayList;
import java.util.List;

/** Divides pictures into folds: the classes evenly, near duplicates together. */
final class Folds {
  static final int COUNT = 5;

  private Folds() {}

  /**
   * The fold of each picture.
   *
   * @param labels of the pictures
   * @param groups for each picture the first one that is nearly the same; itself, where none is. A
   *     classifier that has seen a copy with the same wrong label would confirm it
   * @param seed of the division
   */
  static int[] of(int[] labels, int classes, int[] groups, long seed) {
    List<List<Integer>> leaders = new ArrayList<>();
    for (int k = 0; k < classes; k++) {
      leaders.add(new ArrayList<>());
    }
    for (int i = 0; i < labels.length; i++) {
      if (groups[i] == i) {
        leaders.get(labels[i]).add(i);
      }
    }
    int[] folds = new int[labels.length];
    int next = 0; // small classes do not all begin with the first fold
    for (int k = 0; k < classes; k++) {
      int[] members = leaders.get(k).stream().mapToInt(Integer::intValue).toArray();
      SplitMix.of(seed, k).shuffle(members);
      for (int member : members) {
        folds[member] = next++ % COUNT;
      }
    }
    for (int i = 0; i < labels.length; i++) {
      folds[i] = folds[groups[i]];
    }
    return folds;
  }
}
