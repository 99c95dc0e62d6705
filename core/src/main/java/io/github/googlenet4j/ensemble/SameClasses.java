package io.github.googlenet4j.ensemble;

import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.text.PrintableText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which class of a model is which class of another one: the one of the same label, wherever it
 * stands. Of classes with the same label (ImageNet has two {@code crane}) those of the same id
 * belong together, where both models have ids; otherwise they keep their order.
 */
final class SameClasses {
  private SameClasses() {}

  /** What tells two classes of the same label apart. */
  private record Key(String label, String id) {}

  /**
   * For each class of the first model its index in the other one.
   *
   * @param name of the other model, for a message
   * @throws IllegalArgumentException if a class is in only one of them
   */
  static int[] indices(Model first, Model other, String name) {
    boolean ids = !first.classIds().isEmpty() && !other.classIds().isEmpty();
    Map<Key, Deque<Integer>> places = new HashMap<>();
    for (int i = 0; i < other.classes().size(); i++) {
      places.computeIfAbsent(key(other, i, ids), key -> new ArrayDeque<>()).add(i);
    }
    int[] indices = new int[first.classes().size()];
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < indices.length; i++) {
      Deque<Integer> left = places.getOrDefault(key(first, i, ids), new ArrayDeque<>());
      if (left.isEmpty()) {
        missing.add(first.classes().get(i));
      } else {
        indices[i] = left.remove();
      }
    }
    List<String> added = new ArrayList<>();
    places.values().stream()
        .flatMap(Deque::stream)
        .sorted()
        .forEach(i -> added.add(other.classes().get(i)));
    if (!missing.isEmpty() || !added.isEmpty()) {
      throw new IllegalArgumentException(
          "%s: expected the %d classes of the first model, in any order, found %d: %s. Give models of the same classes."
              .formatted(name, indices.length, other.classes().size(), difference(missing, added)));
    }
    return indices;
  }

  private static Key key(Model model, int index, boolean ids) {
    return new Key(model.classes().get(index), ids ? model.classIds().get(index) : "");
  }

  private static String difference(List<String> missing, List<String> added) {
    List<String> parts = new ArrayList<>();
    if (!missing.isEmpty()) {
      parts.add(part("without", missing));
    }
    if (!added.isEmpty()) {
      parts.add(part("with", added));
    }
    return String.join(", ", parts);
  }

  private static String part(String word, List<String> labels) {
    String more = labels.size() > 1 ? " and %d more".formatted(labels.size() - 1) : "";
    return "%s '%s'%s".formatted(word, PrintableText.shortened(labels.get(0)), more);
  }
}
