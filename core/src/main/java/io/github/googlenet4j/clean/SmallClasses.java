package io.github.googlenet4j.clean;

import java.util.ArrayList;
import java.util.List;

/** What is told of classes with fewer pictures than folds. */
final class SmallClasses {
  private SmallClasses() {}

  /**
   * A line each for classes that are judged badly, and for those that are not.
   *
   * @param judged whether a picture's class has pictures in other folds
   */
  static List<String> notes(List<String> classes, int[] labels, boolean[] judged) {
    int[] counts = new int[classes.size()];
    boolean[] none = new boolean[classes.size()];
    for (int i = 0; i < labels.length; i++) {
      counts[labels[i]]++;
      none[labels[i]] |= !judged[i];
    }
    List<String> few = new ArrayList<>();
    List<String> single = new ArrayList<>();
    for (int k = 0; k < counts.length; k++) {
      if (none[k]) {
        single.add(classes.get(k));
      } else if (counts[k] > 0 && counts[k] < Folds.COUNT) {
        few.add(classes.get(k));
      }
    }
    List<String> notes = new ArrayList<>();
    if (!few.isEmpty()) {
      notes.add(
          "classes with fewer than %d pictures, whose labels are judged badly: %s"
              .formatted(Folds.COUNT, String.join(", ", few)));
    }
    if (!single.isEmpty()) {
      notes.add(
          "classes with one picture or copies of one, whose labels cannot be judged: %s"
              .formatted(String.join(", ", single)));
    }
    return notes;
  }
}
