package io.github.googlenet4j.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Sources on their way to one {@link Dataset}. */
final class Gathering {
  private final String name;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Path> noPictures = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Map<Part, List<Example>> parts = new EnumMap<>(Part.class);

  private Gathering(List<Path> paths) {
    if (paths.isEmpty()) {
      throw new IllegalArgumentException(
          "data: expected at least one folder or CSV file, found none. Name one.");
    }
    this.name =
        paths.size() == 1 ? paths.get(0).toString() : "the %d sources".formatted(paths.size());
  }

  /** A dataset to train with, and all files in its sources that are no pictures. */
  record Gathered(Dataset dataset, List<Path> noPictures) {}

  static Gathered forTraining(List<Path> paths, Split split) throws IOException {
    Gathering gathering = new Gathering(paths);
    Set<Part> named = Source.none();
    List<Entry> unsplit = new ArrayList<>();
    for (Source source : Source.read(paths)) {
      gathering.take(source);
      named.addAll(source.parts());
      (source.parts().isEmpty() ? unsplit : gathering.entries).addAll(source.entries());
    }
    gathering.entries.addAll(split.divide(unsplit));
    if (!unsplit.isEmpty()) {
      gathering.notes.add(
          "%s without parts, split %s with seed %d"
              .formatted(Source.count(unsplit.size(), "picture", "pictures"), split, split.seed()));
    }
    List<String> classes = gathering.classes(named);
    gathering.assign(classes);
    for (Part part : named) {
      gathering.expectSome(part);
    }
    return gathering.finished(classes);
  }

  static Gathered forEvaluation(List<Path> paths, List<String> classes) throws IOException {
    Gathering gathering = new Gathering(paths);
    for (Source source : Source.read(paths)) {
      gathering.take(source);
      Part chosen =
          source.parts().contains(Part.TEST)
              ? Part.TEST
              : source.parts().contains(Part.VALIDATION) ? Part.VALIDATION : Part.TRAIN;
      if (!source.parts().isEmpty()) {
        gathering.notes.add("%s: its %s part".formatted(source.path(), chosen));
      }
      for (Entry entry : source.entries()) {
        if (entry.part() == null || entry.part() == chosen) {
          gathering.entries.add(new Entry(entry.file(), entry.name(), entry.label(), Part.TEST));
        }
      }
    }
    gathering.assign(classes);
    if (gathering.parts.getOrDefault(Part.TEST, List.of()).isEmpty()) {
      throw new DatasetException(
          "%s: expected pictures of the model's %d classes, found none. Name folders as the classes."
              .formatted(gathering.name, classes.size()));
    }
    return gathering.finished(classes);
  }

  private void take(Source source) {
    notes.addAll(source.notes());
    noPictures.addAll(source.noPictures());
    if (!source.noPictures().isEmpty()) {
      List<Path> inside = new ArrayList<>();
      for (Path file : source.noPictures()) {
        inside.add(source.path().relativize(file));
      }
      notes.add(
          "%s: %s, left out: %s"
              .formatted(
                  source.path(),
                  Source.count(inside.size(), "file is no picture", "files are no pictures"),
                  Source.some(inside)));
    }
  }

  /** Those of the training part, sorted. */
  private List<String> classes(Set<Part> named) throws DatasetException {
    Map<String, Integer> counts = new TreeMap<>();
    for (Entry entry : entries) {
      if (entry.part() == Part.TRAIN) {
        counts.merge(entry.label(), 1, Integer::sum);
      }
    }
    if (counts.isEmpty()) {
      throw new DatasetException(
          named.contains(Part.TRAIN)
              ? "%s: expected pictures in the train part, found none. Add some.".formatted(name)
              : "%s: expected a train part, found %s only. Add it, or name another folder."
                  .formatted(
                      name, named.isEmpty() ? "nothing" : String.join(" and ", words(named))));
    }
    if (counts.size() == 1) {
      throw new DatasetException(
          "%s: expected at least two classes, found one (%s). Put each class into a folder of its own."
              .formatted(name, counts.keySet().iterator().next()));
    }
    List<String> single =
        counts.entrySet().stream()
            .filter(entry -> entry.getValue() == 1)
            .map(Map.Entry::getKey)
            .toList();
    if (!single.isEmpty()) {
      notes.add("train: only one picture of %s".formatted(Source.some(single)));
    }
    return List.copyOf(counts.keySet());
  }

  private static List<String> words(Set<Part> parts) {
    return parts.stream().map(Part::toString).toList();
  }

  /** Fills the parts; what is of no known class is left out. */
  private void assign(List<String> classes) {
    Map<String, Integer> labels = new TreeMap<>();
    for (int i = 0; i < classes.size(); i++) {
      labels.put(classes.get(i), i);
    }
    Map<Part, Map<String, Integer>> unknown = new EnumMap<>(Part.class);
    for (Entry entry : entries) {
      Part part = entry.part() == null ? Part.TRAIN : entry.part();
      List<Example> examples = parts.computeIfAbsent(part, key -> new ArrayList<>());
      Integer label = labels.get(entry.label());
      if (label == null) {
        unknown.computeIfAbsent(part, key -> new TreeMap<>()).merge(entry.label(), 1, Integer::sum);
      } else {
        examples.add(new Example(entry.file(), label));
      }
    }
    unknown.forEach(
        (part, counts) ->
            counts.forEach(
                (label, count) ->
                    notes.add(
                        "%s: class %s is unknown, %s left out"
                            .formatted(part, label, Source.count(count, "picture", "pictures")))));
    parts.forEach((part, examples) -> noteLacking(part, examples, classes));
  }

  private void noteLacking(Part part, List<Example> examples, List<String> classes) {
    Set<Integer> present = new TreeSet<>();
    examples.forEach(example -> present.add(example.label()));
    List<String> lacking = new ArrayList<>();
    for (int i = 0; i < classes.size(); i++) {
      if (!present.contains(i)) {
        lacking.add(classes.get(i));
      }
    }
    if (!lacking.isEmpty() && !present.isEmpty()) {
      notes.add(
          "%s: no pictures of %s: %s"
              .formatted(
                  part, Source.count(lacking.size(), "class", "classes"), Source.some(lacking)));
    }
  }

  private void expectSome(Part part) throws DatasetException {
    if (parts.getOrDefault(part, List.of()).isEmpty()) {
      throw new DatasetException(
          "%s: expected pictures of known classes in the %s part, found none. Add some, or remove the"
                  .formatted(name, part)
              + " part.");
    }
  }

  private Gathered finished(List<String> classes) {
    parts.values().removeIf(List::isEmpty);
    return new Gathered(new Dataset(classes, parts, notes), List.copyOf(noPictures));
  }
}
