package io.github.googlenet4j.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file with the columns {@code path}, {@code label} and, if wanted, {@code split}, named in
 * its first row, in any order. Paths are relative to the file's folder. UTF-8; fields may be
 * quoted. Rows are counted from 1, the header included.
 */
final class CsvSource {
  private static final List<String> COLUMNS = List.of("path", "label", "split");

  private final Path file;
  private final List<SourceEntry> entries = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();

  private CsvSource(Path file) {
    this.file = file;
  }

  static DataSource read(Path file) throws IOException {
    CsvSource source = new CsvSource(file);
    Set<Part> parts = source.read();
    return new DataSource(file, source.entries, parts, List.of(), List.of());
  }

  private Set<Part> read() throws IOException {
    List<String[]> rows = rows();
    if (rows.size() < 2) {
      throw new DatasetException(
          "%s: expected a header path,label[,split] and a row for each picture, found %s. Add them."
              .formatted(file, DataSource.count(rows.size(), "row", "rows")));
    }
    List<String> header = header(rows.get(0));
    for (int i = 1; i < rows.size(); i++) {
      add(header, rows.get(i), i + 1);
    }
    if (!missing.isEmpty()) {
      throw new DatasetException(
          "%s: expected each path to be a file, found none at %s. Correct them: paths are relative"
                  .formatted(file, DataSource.some(missing))
              + " to the folder of the CSV file.");
    }
    entries.sort(Comparator.comparing(SourceEntry::name));
    Set<Part> parts = DataSource.none();
    for (SourceEntry entry : entries) {
      if (entry.part() != null) {
        parts.add(entry.part());
      }
    }
    return parts;
  }

  private List<String[]> rows() throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new DatasetException(
          file + ": expected UTF-8, found other bytes. Save it as CSV in UTF-8.", e);
    }
    // Spreadsheets begin their files with a byte order mark.
    String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
    try (MappingIterator<String[]> rows =
        new CsvMapper()
            .readerFor(String[].class)
            .with(CsvParser.Feature.WRAP_AS_ARRAY)
            .with(CsvParser.Feature.SKIP_EMPTY_LINES)
            .readValues(plain)) {
      return rows.readAll();
    } catch (JsonProcessingException e) {
      throw new DatasetException(
          "%s: expected rows of fields separated by commas, found an error (%s). Correct it."
              .formatted(file, e.getOriginalMessage()),
          e);
    }
  }

  private List<String> header(String[] row) throws DatasetException {
    List<String> header = new ArrayList<>();
    for (String name : row) {
      String column = name.strip().toLowerCase(Locale.ROOT);
      if (!COLUMNS.contains(column) || header.contains(column)) {
        throw new DatasetException(
            "%s: expected the columns path, label and, if wanted, split, found '%s'%s. Rename or"
                    .formatted(file, name.strip(), header.contains(column) ? " twice" : "")
                + " remove it.");
      }
      header.add(column);
    }
    for (String column : COLUMNS.subList(0, 2)) {
      if (!header.contains(column)) {
        throw new DatasetException(
            "%s: expected the columns path and label, found %s. Add %s to the first row."
                .formatted(file, String.join(", ", header), column));
      }
    }
    return header;
  }

  private void add(List<String> header, String[] row, int number) throws DatasetException {
    if (row.length != header.size()) {
      throw new DatasetException(
          "%s: expected %d fields in row %d, found %d. Complete the row, or quote a field that has a"
                  .formatted(file, header.size(), number, row.length)
              + " comma.");
    }
    String path = row[header.indexOf("path")].strip();
    String label = row[header.indexOf("label")].strip();
    Part part =
        header.contains("split") ? part(row[header.indexOf("split")].strip(), number) : null;
    if (path.isEmpty() || label.isEmpty()) {
      throw new DatasetException(
          "%s: expected a path and a label in row %d, found one empty. Complete the row."
              .formatted(file, number));
    }
    Path picture = picture(path);
    if (picture == null || !Files.isRegularFile(picture)) {
      missing.add("%s (row %d)".formatted(path, number));
    } else {
      entries.add(new SourceEntry(picture, path, label, part));
    }
  }

  private @Nullable Path picture(String path) {
    try {
      return file.resolveSibling(path);
    } catch (InvalidPathException e) {
      return null; // no file can have this name
    }
  }

  private Part part(String name, int number) throws DatasetException {
    Part part = FolderSource.part(name);
    if (part == null) {
      throw new DatasetException(
          "%s: expected train, validation or test as split in row %d, found '%s'. Correct it."
              .formatted(file, number, name));
    }
    return part;
  }
}
