package io.github.googlenet4j.data;

import io.github.googlenet4j.text.CsvCell;
import io.github.googlenet4j.text.SimilarText;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Right labels for some pictures, and pictures that are to be left out, in a CSV file with the
 * columns {@code file,label}. The pictures and their folders stay as they are. A label that is
 * empty, or {@code remove} where no class has that name, leaves a picture out.
 *
 * <p>A file is named by its path, absolute or relative to where the program runs, or by its path
 * within the source. Where the pictures have moved, the end of the path decides.
 *
 * @param file of the corrections
 * @param labels by the pictures' files; empty for one that is left out
 * @param moved how many files were found by the end of their paths
 */
record Corrections(Path file, Map<Path, Optional<String>> labels, int moved) {
  private static final String REMOVE = "remove";

  /** No corrections. */
  static final Corrections NONE = new Corrections(Path.of(""), Map.of(), 0);

  /**
   * Reads a file of corrections for some entries.
   *
   * @param options name the file, if there is one
   * @param known whether a model has a class of a name that the data does not have
   * @throws DatasetException if it names other files or labels, in one line
   */
  static Corrections of(SourceOptions options, List<DataSource> sources, Predicate<String> known)
      throws IOException {
    if (options.corrections().isEmpty()) {
      return NONE;
    }
    Path file = options.corrections().get();
    CsvTable table = CsvTable.read(file);
    List<SourceEntry> entries =
        sources.stream().flatMap(source -> source.entries().stream()).toList();
    return new Reading(file, entries, known).read(table);
  }

  /** An entry with its right label; empty if it is left out. */
  Optional<SourceEntry> applied(SourceEntry entry) {
    Optional<String> label = labels.get(entry.file());
    if (label == null) {
      return Optional.of(entry);
    }
    return label.map(right -> new SourceEntry(entry.file(), entry.name(), right, entry.part()));
  }

  /** What they do to these entries, for people; empty if there are none. */
  Optional<String> note(List<SourceEntry> entries) {
    if (this.equals(NONE)) {
      return Optional.empty();
    }
    int changed = 0;
    int removed = 0;
    for (SourceEntry entry : entries) {
      Optional<SourceEntry> right = applied(entry);
      removed += right.isEmpty() ? 1 : 0;
      changed += right.isPresent() && !right.get().label().equals(entry.label()) ? 1 : 0;
    }
    return Optional.of(
        "%s: %s changed, %s left out%s"
            .formatted(
                file,
                Listing.count(changed, "label", "labels"),
                Listing.count(removed, "picture", "pictures"),
                moved == 0 ? "" : "; " + moved + " found by the end of the path"));
  }

  /** One reading of a file. */
  private static final class Reading {
    private final Path file;
    private final Predicate<String> known;
    private final Map<String, List<SourceEntry>> byPath = new HashMap<>();
    private final Map<String, List<SourceEntry>> byName = new HashMap<>();
    private final TreeSet<String> classes = new TreeSet<>();
    private int moved;

    Reading(Path file, List<SourceEntry> entries, Predicate<String> known) {
      this.file = file;
      this.known = known;
      for (SourceEntry entry : entries) {
        byPath.computeIfAbsent(absolute(entry.file()), key -> new ArrayList<>()).add(entry);
        byName.computeIfAbsent(entry.name(), key -> new ArrayList<>()).add(entry);
        classes.add(entry.label());
      }
    }

    private static String absolute(Path path) {
      return composed(path.toAbsolutePath().normalize().toString());
    }

    /** As {@link SourceEntry} has names: macOS decomposes those of files. */
    private static String composed(String text) {
      return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    Corrections read(CsvTable table) throws DatasetException {
      requireHeadings(table);
      Map<Path, Optional<String>> labels = new LinkedHashMap<>();
      List<String> unknown = new ArrayList<>();
      for (int i = 1; i < table.rows().size(); i++) {
        List<String> row = table.rows().get(i);
        int number = table.numbers().get(i);
        if (row.size() != 2) {
          throw new DatasetException(
              "%s: expected a file and a label in row %d, found %s. Complete the row, or quote a field that has a comma."
                  .formatted(file, number, Listing.count(row.size(), "field", "fields")));
        }
        String name = CsvCell.unguarded(row.get(0));
        List<SourceEntry> found = find(name, number);
        if (found.isEmpty()) {
          unknown.add("%s (row %d)".formatted(name, number));
          continue;
        }
        Optional<String> label = label(CsvCell.unguarded(row.get(1)), number);
        for (SourceEntry entry : found) {
          Optional<String> before = labels.put(entry.file(), label);
          if (before != null && !before.equals(label)) {
            throw new DatasetException(
                "%s: expected one label for each file, found two for %s, the second in row %d. Remove a row."
                    .formatted(file, name, number));
          }
        }
      }
      if (!unknown.isEmpty()) {
        throw new DatasetException(
            "%s: expected files of the data, found others: %s. Name the data that the corrections are for."
                .formatted(file, Listing.some(unknown)));
      }
      return new Corrections(file, labels, moved);
    }

    private void requireHeadings(CsvTable table) throws DatasetException {
      List<String> first = table.rows().isEmpty() ? List.of() : table.rows().get(0);
      List<String> lower = first.stream().map(cell -> cell.toLowerCase(Locale.ROOT)).toList();
      if (!lower.equals(List.of("file", "label")) && !lower.equals(List.of("path", "label"))) {
        throw new DatasetException(
            "%s: expected corrections with the heading file,label, found %s. Add it."
                .formatted(file, first.isEmpty() ? "no row" : "'" + String.join(",", first) + "'"));
      }
    }

    private List<SourceEntry> find(String name, int number) throws DatasetException {
      List<SourceEntry> here = byPath.get(path(name));
      if (here != null) {
        return here;
      }
      String within = composed(name);
      for (int from = 0; from >= 0; from = within.indexOf('/', from) + 1) {
        List<SourceEntry> same = byName.get(within.substring(from));
        if (same != null) {
          requireOne(name, same, number);
          moved += from > 0 ? 1 : 0;
          return same;
        }
        if (within.indexOf('/', from) < 0) {
          break;
        }
      }
      return List.of();
    }

    private void requireOne(String name, List<SourceEntry> found, int number)
        throws DatasetException {
      List<Path> files = found.stream().map(SourceEntry::file).distinct().toList();
      if (files.size() > 1) {
        throw new DatasetException(
            "%s: expected a file of the data in row %d, found '%s', which could be %s. Give its whole path."
                .formatted(
                    file,
                    number,
                    name,
                    String.join(" or ", files.stream().map(Path::toString).toList())));
      }
    }

    private static String path(String name) {
      try {
        return absolute(Path.of(name));
      } catch (InvalidPathException e) {
        return "";
      }
    }

    private Optional<String> label(String text, int number) throws DatasetException {
      String label = composed(text);
      if (label.isEmpty() || (label.equals(REMOVE) && !classes.contains(label))) {
        return Optional.empty();
      }
      if (!classes.contains(label) && !known.test(label)) {
        throw new DatasetException(
            "%s: expected a label of the data in row %d, found '%s'. The nearest is '%s'; an empty one leaves the picture out."
                .formatted(file, number, label, SimilarText.nearest(label, List.copyOf(classes))));
      }
      return Optional.of(label);
    }
  }
}
