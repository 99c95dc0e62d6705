package io.github.googlenet4j.data;

import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Joins sources to one {@link Dataset}, whose methods {@code open} use this class. */
final class DatasetBuilder {
  private final String name;
  private final List<SourceEntry> entries = new ArrayList<>();
  private final List<Path> noPictures = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Map<Part, List<Example>> parts = new EnumMap<>(Part.class);

  private DatasetBuilder(List<Path> paths) {
    if (paths.isEmpty()) {
      throw new IllegalArgumentException(
          "data: expected at least one folder or CSV file, found none. Name one.");
    }
    this.name =
        paths.size() == 1 ? paths.get(0).toString() : "the %d sources".formatted(paths.size());
  }

  /** A dataset to train with, and all files in its sources that are no pictures. */
  record Gathered(Dataset dataset, List<Path> noPictures) {}

  static Gathered forTraining(List<Path> paths, SourceOptions options, Split split, ScanStop stop)
      throws IOException {
    DatasetBuilder builder = new DatasetBuilder(paths);
    Set<Part> named = EnumSet.noneOf(Part.class);
    List<SourceEntry> unsplit = new ArrayList<>();
    List<DataSource> sources = DataSource.read(paths, options, name -> false, stop);
    for (DataSource source : sources) {
      builder.take(source);
      named.addAll(source.parts());
      (source.parts().isEmpty() ? unsplit : builder.entries).addAll(source.entries());
    }
    builder.entries.addAll(split.divide(unsplit));
    if (!unsplit.isEmpty()) {
      builder.notes.add(
          "%s without parts, split %s with seed %d"
              .formatted(
                  Listing.count(unsplit.size(), "picture", "pictures"), split, split.seed()));
    }
    // After the split: a picture's part does not depend on whether labels were corrected.
    builder.correct(Corrections.of(options, sources, name -> false));
    List<String> classes = builder.classes(named);
    builder.assign(ClassNames.ofLabels(classes));
    for (Part part : named) {
      if (part == Part.TEST && builder.parts.getOrDefault(part, List.of()).isEmpty()) {
        builder.notes.add("test: no picture of a known class, so there is no test part");
      } else {
        builder.expectSome(part);
      }
    }
    return builder.finished(classes);
  }

  static Gathered forEvaluation(List<Path> paths, SourceOptions options, ClassNames classes)
      throws IOException {
    DatasetBuilder builder = new DatasetBuilder(paths);
    Predicate<String> known = name -> !classes.matching(name).isEmpty();
    List<DataSource> sources = DataSource.read(paths, options, known, ScanStop.NEVER);
    for (DataSource source : sources) {
      builder.take(source);
      if (source.unlabelled().contains(Part.TEST)) {
        throw new DatasetException(
            "%s: expected a folder for each class in the test part, found pictures without labels. Name the part to evaluate with."
                .formatted(source.path()));
      }
      Part chosen =
          source.parts().contains(Part.TEST)
              ? Part.TEST
              : source.parts().contains(Part.VALIDATION) ? Part.VALIDATION : Part.TRAIN;
      if (!source.parts().isEmpty()) {
        builder.notes.add("%s: its %s part".formatted(source.path(), chosen));
      }
      for (SourceEntry entry : source.entries()) {
        if (entry.part() == null || entry.part() == chosen) {
          builder.entries.add(
              new SourceEntry(entry.file(), entry.name(), entry.label(), Part.TEST));
        }
      }
    }
    builder.correct(Corrections.of(options, sources, known));
    builder.assign(classes);
    if (builder.parts.getOrDefault(Part.TEST, List.of()).isEmpty()) {
      throw new DatasetException(
          "%s: expected pictures of the model's %d classes, found none. Name folders as the classes."
              .formatted(builder.name, classes.labels().size()));
    }
    return builder.finished(classes.labels());
  }

  static Gathered forCalibration(
      List<Path> paths, SourceOptions options, Split split, ClassNames classes) throws IOException {
    DatasetBuilder builder = new DatasetBuilder(paths);
    Set<Part> named = EnumSet.noneOf(Part.class);
    List<SourceEntry> unsplit = new ArrayList<>();
    Predicate<String> known = name -> !classes.matching(name).isEmpty();
    for (DataSource source : DataSource.read(paths, options, known, ScanStop.NEVER)) {
      builder.take(source);
      named.addAll(source.parts());
      (source.parts().isEmpty() ? unsplit : builder.entries).addAll(source.entries());
    }
    if (!unsplit.isEmpty()) {
      builder.entries.addAll(split.divide(unsplit));
      builder.notes.add(
          "%s without parts, split %s with seed %d as for training"
              .formatted(
                  Listing.count(unsplit.size(), "picture", "pictures"), split, split.seed()));
    }
    builder.entries.removeIf(entry -> entry.part() != Part.VALIDATION);
    builder.assign(classes);
    List<Example> examples = builder.parts.getOrDefault(Part.VALIDATION, List.of());
    if (examples.isEmpty()) {
      String found =
          named.isEmpty() || named.contains(Part.VALIDATION)
              ? "none"
              : String.join(" and ", words(named)) + " only";
      throw new DatasetException(
          "%s: expected pictures of the model's classes in a validation part, found %s. Add that part: a temperature is fitted on pictures that the model was not trained on."
              .formatted(builder.name, found));
    }
    List<Integer> labels = examples.stream().map(Example::label).distinct().toList();
    if (labels.size() == 1) {
      throw new DatasetException(
          "%s: expected at least two classes in the validation part, found one (%s). Add pictures of the others."
              .formatted(builder.name, ClassNames.distinct(classes.labels()).get(labels.get(0))));
    }
    return builder.finished(classes.labels());
  }

  private void take(DataSource source) {
    notes.addAll(source.notes());
    noPictures.addAll(source.noPictures());
    if (!source.noPictures().isEmpty()) {
      List<Path> inside = new ArrayList<>();
      for (Path file : source.noPictures()) {
        inside.add(source.path().relativize(file));
      }
      notes.add(
          "%s: %s, left out: %s (%s)"
              .formatted(
                  source.path(),
                  Listing.count(inside.size(), "file is no picture", "files are no pictures"),
                  PictureFolder.countByEnding(inside),
                  Listing.some(inside)));
    }
  }

  private void correct(Corrections corrections) {
    corrections.note(entries).ifPresent(notes::add);
    List<SourceEntry> right =
        entries.stream().flatMap(entry -> corrections.applied(entry).stream()).toList();
    entries.clear();
    entries.addAll(right);
  }

  /** The classes of the training part, sorted. */
  private List<String> classes(Set<Part> named) throws DatasetException {
    Map<String, Integer> counts = new TreeMap<>();
    for (SourceEntry entry : entries) {
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
    requireLabels(counts.keySet());
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
      notes.add("train: only one picture of %s".formatted(Listing.some(single)));
    }
    return List.copyOf(counts.keySet());
  }

  /** A model refuses others, but only after all of the training. */
  private void requireLabels(Set<String> labels) throws DatasetException {
    List<String> bad =
        labels.stream()
            .filter(
                label ->
                    label.isBlank() || !label.codePoints().allMatch(PrintableText::isPrintable))
            .map(label -> "'" + label + "'")
            .toList();
    if (!bad.isEmpty()) {
      throw new DatasetException(
          "%s: expected labels of printable characters in one line, found %s. Rename them."
              .formatted(name, Listing.some(bad)));
    }
  }

  private static List<String> words(Set<Part> parts) {
    return parts.stream().map(Part::toString).toList();
  }

  /** Assigns the examples to the parts; those of unknown classes are left out. */
  private void assign(ClassNames classes) throws DatasetException {
    Map<String, List<Integer>> ambiguous = new TreeMap<>();
    Map<Part, Map<String, Integer>> unknown = new EnumMap<>(Part.class);
    for (SourceEntry entry : entries) {
      Part part = entry.part() == null ? Part.TRAIN : entry.part();
      List<Example> examples = parts.computeIfAbsent(part, key -> new ArrayList<>());
      List<Integer> matching = classes.matching(entry.label());
      if (matching.isEmpty()) {
        unknown.computeIfAbsent(part, key -> new TreeMap<>()).merge(entry.label(), 1, Integer::sum);
      } else if (matching.size() > 1) {
        ambiguous.put(entry.label(), matching);
      } else {
        examples.add(new Example(entry.file(), matching.get(0)));
      }
    }
    refuse(ambiguous, classes);
    unknown.forEach(
        (part, counts) ->
            counts.forEach(
                (label, count) ->
                    notes.add(
                        "%s: class %s is unknown, %s left out"
                            .formatted(part, label, Listing.count(count, "picture", "pictures")))));
    parts.forEach((part, examples) -> noteLacking(part, examples, classes.labels()));
  }

  private void refuse(Map<String, List<Integer>> ambiguous, ClassNames classes)
      throws DatasetException {
    List<String> problems = new ArrayList<>();
    ambiguous.forEach(
        (label, indices) ->
            problems.add(
                "'%s', which could be %s"
                    .formatted(
                        label,
                        String.join(" or ", indices.stream().map(classes::unambiguous).toList()))));
    if (!problems.isEmpty()) {
      throw new DatasetException(
          "%s: expected labels of one class each, found %s. Label these pictures with the class's index or id."
              .formatted(name, Listing.some(problems)));
    }
  }

  private void noteLacking(Part part, List<Example> examples, List<String> classes) {
    List<String> names = ClassNames.distinct(classes);
    Set<Integer> present = new TreeSet<>();
    examples.forEach(example -> present.add(example.label()));
    List<String> lacking = new ArrayList<>();
    for (int i = 0; i < classes.size(); i++) {
      if (!present.contains(i)) {
        lacking.add(names.get(i));
      }
    }
    if (!lacking.isEmpty() && !present.isEmpty()) {
      notes.add(
          "%s: no pictures of %s: %s"
              .formatted(
                  part, Listing.count(lacking.size(), "class", "classes"), Listing.some(lacking)));
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
