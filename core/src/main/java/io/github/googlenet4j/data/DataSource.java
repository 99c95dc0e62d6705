package io.github.googlenet4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The contents of one folder or CSV file of labelled pictures. It and its two readers refer to each
 * other: {@link #read} chooses the reader, which returns a source.
 *
 * @param path of the folder or the CSV file
 * @param entries sorted by name
 * @param parts that the source names, even if they are empty
 * @param unlabelled parts whose pictures have no labels, which are left out
 * @param noPictures files that are no pictures by their ending or first bytes, and broken links
 * @param notes for people, one line each
 */
record DataSource(
    Path path,
    List<SourceEntry> entries,
    Set<Part> parts,
    Set<Part> unlabelled,
    List<Path> noPictures,
    List<String> notes) {
  /**
   * Reads sources.
   *
   * @param known whether a model has a class of that name; never, where there is no model
   * @param stop ends the scanning
   */
  static List<DataSource> read(
      List<Path> paths, SourceOptions options, Predicate<String> known, ScanStop stop)
      throws IOException {
    FolderLayout.Context context = new FolderLayout.Context(known, paths.size() == 1, stop);
    List<DataSource> sources = new ArrayList<>();
    for (Path path : paths) {
      sources.add(read(path, options, context));
    }
    return sources;
  }

  private static DataSource read(Path path, SourceOptions options, FolderLayout.Context context)
      throws IOException {
    if (Files.isDirectory(path)) {
      return FolderSource.read(path, options.classDepth(), context);
    }
    boolean exists = Files.exists(path);
    String name = path.toString().toLowerCase(Locale.ROOT);
    if (exists && (name.endsWith(".csv") || name.endsWith(".tsv"))) {
      return CsvSource.read(path, options, context.stop());
    }
    throw new DatasetException(
        "%s: expected a folder of pictures or a .csv file, found %s. Check the path."
            .formatted(path, exists ? "another file" : "nothing of that name"));
  }
}
