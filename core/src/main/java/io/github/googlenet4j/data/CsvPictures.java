package io.github.googlenet4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Finds the files that the paths of a table mean: as they stand, relative to the table's folder or
 * the root; with backslashes; with what all of them begin with replaced by the root; or as names or
 * ids of pictures in folders below, where only one picture can be meant. One rule holds for all of
 * a table's paths: where each had its own, a missing picture could become another one.
 */
final class CsvPictures {
  private final Path file;
  private final Path base;
  private final boolean moved;
  private final ScanStop stop;
  private final List<String> notes = new ArrayList<>();

  /** The files in the order of the paths, empty for those that are not there. */
  record Located(List<Optional<Path>> files, List<String> notes) {
    boolean complete() {
      return files.stream().allMatch(Optional::isPresent);
    }
  }

  CsvPictures(Path file, SourceOptions options, ScanStop stop) {
    this.file = file;
    this.stop = stop;
    this.moved = options.root().isPresent();
    this.base = options.root().orElseGet(() -> file.resolveSibling(""));
  }

  /** Whether a text, as it stands or with backslashes, is the path of a file. */
  boolean isFile(String path) {
    return !path.isEmpty() && (plain(path).isPresent() || plain(slashed(path)).isPresent());
  }

  /**
   * The files.
   *
   * @throws DatasetException if a path could mean several
   */
  Located locate(List<String> paths) throws IOException {
    List<Optional<Path>> plain = all(paths, this::plain);
    if (complete(plain)) {
      return new Located(plain, notes);
    }
    List<Optional<Path>> slashes = all(paths, path -> plain(path).or(() -> plain(slashed(path))));
    if (complete(slashes)) {
      notes.add("backslashes in paths are read as slashes");
      return new Located(slashes, notes);
    }
    List<List<String>> names = paths.stream().map(CsvPictures::names).toList();
    List<Optional<Path>> replaced = moved ? withoutBeginning(names) : slashes;
    if (complete(replaced)) {
      return new Located(replaced, notes);
    }
    List<Optional<Path>> below = below(names);
    return new Located(complete(below) ? below : replaced, notes);
  }

  private static List<Optional<Path>> all(
      List<String> paths, Function<String, Optional<Path>> find) {
    return paths.stream().map(find).toList();
  }

  private static boolean complete(List<Optional<Path>> files) {
    return files.stream().allMatch(Optional::isPresent);
  }

  private Optional<Path> plain(String path) {
    stop.check();
    try {
      Path there = base.resolve(path);
      if (Files.isRegularFile(there)) {
        return Optional.of(there);
      }
      // macOS decomposes the names of files, and archives keep that.
      for (Normalizer.Form form : List.of(Normalizer.Form.NFC, Normalizer.Form.NFD)) {
        Path same = base.resolve(Normalizer.normalize(path, form));
        if (!same.equals(there) && Files.isRegularFile(same)) {
          return Optional.of(same);
        }
      }
    } catch (InvalidPathException e) {
      return Optional.empty(); // no file can have this name
    }
    return Optional.empty();
  }

  private static String slashed(String path) {
    return path.replace('\\', '/');
  }

  /** Names from the first folder to the file, without a drive or the beginning of a URL. */
  private static List<String> names(String path) {
    return Arrays.stream(slashed(path).replaceFirst("^(\\p{L}+:)?/*", "").split("/"))
        .filter(name -> !name.isEmpty() && !name.equals("."))
        .toList();
  }

  /** The shortest beginning that all share is replaced with which the first file is there. */
  private List<Optional<Path>> withoutBeginning(List<List<String>> names) {
    int shared = shared(names);
    List<Optional<Path>> best = List.of(Optional.empty());
    for (int skip = 0; skip <= shared; skip++) {
      int from = skip;
      List<Optional<Path>> found =
          names.stream()
              .map(name -> plain(String.join("/", name.subList(from, name.size()))))
              .toList();
      if (found.stream().anyMatch(Optional::isPresent)) {
        if (skip > 0) {
          notes.add(
              "paths are read from %s instead of %s"
                  .formatted(base, String.join("/", names.get(0).subList(0, skip))));
        }
        return found;
      }
      best = found;
    }
    return best;
  }

  /** How many folders all begin with. */
  private static int shared(List<List<String>> names) {
    List<String> first = names.get(0);
    int shared = Math.max(0, first.size() - 1);
    for (List<String> other : names) {
      int same = 0;
      while (same < Math.min(shared, other.size() - 1) && other.get(same).equals(first.get(same))) {
        same++;
      }
      shared = same;
    }
    return shared;
  }

  /** Pictures in folders below whose paths end so, with or without the ending of their names. */
  private List<Optional<Path>> below(List<List<String>> names) throws IOException {
    Map<String, List<Path>> byName = index();
    // Each different name once: many rows of one name that many pictures have would take hours.
    Map<List<String>, List<Path>> found = new LinkedHashMap<>();
    for (List<String> wanted : new LinkedHashSet<>(names)) {
      List<Path> matching = matching(byName, wanted);
      if (matching.isEmpty()) {
        return Collections.nCopies(names.size(), Optional.empty());
      }
      found.put(wanted, matching);
    }
    if (!found.values().stream().allMatch(files -> files.size() == 1)) {
      String folder = commonFolder(found);
      found.replaceAll(
          (wanted, files) ->
              files.stream().filter(match -> folder(match, wanted.size()).equals(folder)).toList());
    }
    Set<String> folders = new TreeSet<>();
    found.forEach((wanted, files) -> folders.add(folder(files.get(0), wanted.size())));
    folders.remove("");
    notes.add(
        folders.isEmpty()
            ? "pictures are found by their names"
            : "pictures are found by their names in " + Listing.some(List.copyOf(folders)));
    return names.stream()
        .map(wanted -> Optional.of(base.resolve(found.getOrDefault(wanted, List.of()).get(0))))
        .toList();
  }

  /**
   * The only folder that has one picture for each path.
   *
   * @throws DatasetException if there are several, or none
   */
  private String commonFolder(Map<List<String>, List<Path>> found) throws DatasetException {
    Set<String> folders = null;
    for (Map.Entry<List<String>, List<Path>> entry : found.entrySet()) {
      Map<String, Integer> here = new TreeMap<>();
      for (Path match : entry.getValue()) {
        here.merge(folder(match, entry.getKey().size()), 1, Integer::sum);
      }
      here.values().removeIf(count -> count > 1);
      if (folders == null) {
        folders = new TreeSet<>(here.keySet());
      } else {
        folders.retainAll(here.keySet());
      }
    }
    if (folders == null || folders.size() != 1) {
      throw ambiguous(found);
    }
    return folders.iterator().next();
  }

  private DatasetException ambiguous(Map<List<String>, List<Path>> found) {
    Map.Entry<List<String>, List<Path>> several =
        found.entrySet().stream()
            .filter(entry -> entry.getValue().size() > 1)
            .findFirst()
            .orElseThrow();
    return new DatasetException(
        "%s: expected each name to be that of one picture, found %s at %s. Choose the folder that the paths are relative to."
            .formatted(file, String.join("/", several.getKey()), Listing.some(several.getValue())));
  }

  /** Where a path of so many names begins: the folder before it, with slashes. */
  private static String folder(Path match, int names) {
    int depth = match.getNameCount() - names;
    return depth <= 0 ? "" : match.subpath(0, depth).toString().replace('\\', '/');
  }

  /** Pictures below the base by their names, and by their names without endings. */
  private Map<String, List<Path>> index() throws IOException {
    Map<String, List<Path>> index = new HashMap<>();
    for (Path picture : FolderWalk.of(base, stop).files()) {
      stop.check();
      if (PictureFolder.isPicture(base.resolve(picture))) {
        String name = normal(String.valueOf(picture.getFileName()));
        index.computeIfAbsent(name, key -> new ArrayList<>()).add(picture);
        String stem = stem(name);
        if (!stem.equals(name)) {
          index.computeIfAbsent(stem, key -> new ArrayList<>()).add(picture);
        }
      }
    }
    return index;
  }

  private static List<Path> matching(Map<String, List<Path>> index, List<String> wanted) {
    if (wanted.isEmpty()) {
      return List.of();
    }
    int last = wanted.size() - 1;
    List<Path> found = new ArrayList<>();
    for (Path file : index.getOrDefault(normal(wanted.get(last)), List.of())) {
      int offset = file.getNameCount() - wanted.size();
      boolean same = offset >= 0;
      for (int i = 0; same && i < last; i++) {
        same = normal(file.getName(offset + i).toString()).equals(normal(wanted.get(i)));
      }
      if (same) {
        found.add(file);
      }
    }
    return found;
  }

  private static String stem(String name) {
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? name : name.substring(0, dot);
  }

  /** Composed and in lower case: tables are written on systems that do not distinguish case. */
  private static String normal(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }
}
