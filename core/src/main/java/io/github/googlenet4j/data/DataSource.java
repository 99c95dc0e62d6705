package io.github.googlenet4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The contents of one folder or CSV file of labelled pictures. It and its two readers refer to each
 * other: {@link #read} chooses the reader, which returns a source.
 *
 * @param path of the folder or the CSV file
 * @param entries sorted by name
 * @param parts that the source names, even if they are empty
 * @param noPictures files that are no pictures by their ending or first bytes, and broken links
 * @param notes for people, one line each
 */
record DataSource(
    Path path,
    List<SourceEntry> entries,
    Set<Part> parts,
    List<Path> noPictures,
    List<String> notes) {
  private static final int SHOWN = 10;

  static List<DataSource> read(List<Path> paths) throws IOException {
    List<DataSource> sources = new ArrayList<>();
    for (Path path : paths) {
      sources.add(read(path));
    }
    return sources;
  }

  private static DataSource read(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return FolderSource.read(path);
    }
    boolean exists = Files.exists(path);
    if (exists && path.toString().toLowerCase(Locale.ROOT).endsWith(".csv")) {
      return CsvSource.read(path);
    }
    throw new DatasetException(
        "%s: expected a folder of pictures or a .csv file, found %s. Check the path."
            .formatted(path, exists ? "another file" : "nothing of that name"));
  }

  /** The first few items, and the number of the others. */
  static String some(List<?> items) {
    List<String> shown = new ArrayList<>();
    items.stream().limit(SHOWN).forEach(item -> shown.add(String.valueOf(item)));
    int more = items.size() - shown.size();
    return String.join(", ", shown) + (more > 0 ? " and " + more + " more" : "");
  }

  static String count(int number, String one, String many) {
    return number == 1 ? "1 " + one : number + " " + many;
  }

  static Set<Part> none() {
    return EnumSet.noneOf(Part.class);
  }
}
