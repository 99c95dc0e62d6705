package io.github.googlenet4j.data;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Labelled pictures, divided into parts. Immutable.
 *
 * @param classes labels in the order of {@link Example#label}: those of the training part, sorted
 * @param parts the examples of each part in a fixed order; a part that is not there is absent
 * @param notes what a person should know, one line each: classes that a part lacks or adds, files
 *     that are no pictures
 */
public record Dataset(List<String> classes, Map<Part, List<Example>> parts, List<String> notes) {
  public Dataset {
    classes = List.copyOf(classes);
    Map<Part, List<Example>> copy = new EnumMap<>(Part.class);
    parts.forEach((part, examples) -> copy.put(part, List.copyOf(examples)));
    parts = copy;
    notes = List.copyOf(notes);
  }

  /** The examples of a part; empty if it is not there. */
  public List<Example> part(Part part) {
    return parts.getOrDefault(part, List.of());
  }
}
