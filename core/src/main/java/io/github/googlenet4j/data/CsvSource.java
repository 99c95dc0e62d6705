package io.github.googlenet4j.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A CSV file with a row for each picture: columns {@code path}, {@code label} and, if wanted,
 * {@code split}, or what people call them. {@link CsvTable} reads the fields, {@link CsvColumns}
 * tells the columns, {@link CsvPictures} finds the files. Rows are counted from 1, the headings
 * included.
 */
final class CsvSource {
  private final Path file;
  private final SourceOptions options;
  private final ScanStop stop;
  private final List<String> notes = new ArrayList<>();

  private CsvSource(Path file, SourceOptions options, ScanStop stop) {
    this.file = file;
    this.options = options;
    this.stop = stop;
  }

  static DataSource read(Path file, SourceOptions options, ScanStop stop) throws IOException {
    return new CsvSource(file, options, stop).read();
  }

  private DataSource read() throws IOException {
    CsvTable table = CsvTable.read(file);
    if (table.rows().isEmpty()) {
      throw rowsMissing(0);
    }
    CsvPictures pictures = new CsvPictures(file, options, stop);
    CsvColumns columns = new CsvColumns(file.toString(), table, options, pictures::isFile);
    if (columns.rows().isEmpty()) {
      throw rowsMissing(table.rows().size());
    }
    List<Integer> numbers = table.numbers().subList(columns.headers(), table.numbers().size());
    List<String> paths = new ArrayList<>();
    for (int i = 0; i < columns.rows().size(); i++) {
      paths.add(path(columns, columns.rows().get(i), numbers.get(i)));
    }
    CsvPictures.Located located = pictures.locate(paths);
    requireAll(paths, numbers, located);
    Map<String, Part> parts = PartName.of(columns.splits());
    List<SourceEntry> entries = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      List<String> row = columns.rows().get(i);
      Part part = columns.hasSplit() ? parts.get(columns.split(row)) : null;
      if (columns.hasSplit() && part == null) {
        throw new DatasetException(
            "%s: expected train, validation or test as split in row %d, found '%s'. Correct it."
                .formatted(file, numbers.get(i), columns.split(row)));
      }
      Path picture = located.files().get(i).orElseThrow();
      entries.add(new SourceEntry(picture, paths.get(i), columns.label(row), part));
    }
    note(table, columns, located.notes());
    entries.sort(Comparator.comparing(SourceEntry::name));
    Set<Part> named = EnumSet.noneOf(Part.class);
    named.addAll(parts.values());
    return new DataSource(file, entries, named, EnumSet.noneOf(Part.class), List.of(), notes);
  }

  private DatasetException rowsMissing(int rows) {
    return new DatasetException(
        "%s: expected a header path,label[,split] and a row for each picture, found %s. Add them."
            .formatted(file, Listing.count(rows, "row", "rows")));
  }

  private String path(CsvColumns columns, List<String> row, int number) throws DatasetException {
    if (row.size() != columns.size()) {
      throw new DatasetException(
          "%s: expected %d fields in row %d, found %d. Complete the row, or quote a field that has a"
                  .formatted(file, columns.size(), number, row.size())
              + " comma.");
    }
    if (columns.path(row).isEmpty() || columns.label(row).isEmpty()) {
      throw new DatasetException(
          "%s: expected a path and a label in row %d, found one empty. Complete the row."
              .formatted(file, number));
    }
    return columns.path(row);
  }

  private void requireAll(List<String> paths, List<Integer> numbers, CsvPictures.Located located)
      throws DatasetException {
    List<String> missing = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      if (located.files().get(i).isEmpty()) {
        missing.add("%s (row %d)".formatted(paths.get(i), numbers.get(i)));
      }
    }
    if (!missing.isEmpty()) {
      Optional<Path> root = options.root();
      throw new DatasetException(
          "%s: expected each path to be a file, found none at %s. Correct them, or choose the folder that the paths are relative to, now %s."
              .formatted(
                  file,
                  Listing.some(missing),
                  root.isPresent() ? root.get() : "that of the CSV file"));
    }
  }

  private void note(CsvTable table, CsvColumns columns, List<String> located) {
    List<String> words = new ArrayList<>();
    if (table.separator() != ',') {
      words.add("fields are separated by " + table.separatorName());
    }
    words.addAll(columns.understood());
    words.addAll(located);
    if (!words.isEmpty()) {
      notes.add("%s: %s".formatted(file, String.join("; ", words)));
    }
  }
}
