package io.github.googlenet4j.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A folder of classes ({@code root/<class>/...}) or of parts ({@code root/train/<class>/...}).
 *
 * <p>It has parts if at least one of its folders has the name of a part, none of these folders
 * directly holds pictures, and either it has no other folders or one of the named ones is the
 * training part. So a set of vehicles with a class {@code train} is not mistaken for a set with
 * parts.
 */
final class FolderSource {
  private static final Map<String, Part> NAMES =
      Map.of(
          "train", Part.TRAIN,
          "training", Part.TRAIN,
          "val", Part.VALIDATION,
          "valid", Part.VALIDATION,
          "validation", Part.VALIDATION,
          "test", Part.TEST);

  private final Path root;
  private final List<String> notes;
  private final List<Path> noPictures = new ArrayList<>();
  private final List<Path> pictures = new ArrayList<>();

  private FolderSource(Path root, List<String> notes) {
    this.root = root;
    this.notes = notes;
  }

  /** The part of that name, in a folder or a CSV column; null if it is no part's name. */
  static @Nullable Part part(String name) {
    return NAMES.get(name.toLowerCase(Locale.ROOT));
  }

  static DataSource read(Path root) throws IOException {
    FolderWalk walk = FolderWalk.of(root);
    FolderSource source = new FolderSource(root, new ArrayList<>(walk.notes()));
    for (Path file : walk.files()) {
      (PictureFolder.isPicture(root.resolve(file)) ? source.pictures : source.noPictures).add(file);
    }
    source.noPictures.addAll(walk.broken());
    return source.sorted(walk.folders());
  }

  private DataSource sorted(List<Path> folders) throws IOException {
    Map<String, Part> parts = parts(folders);
    Set<Path> classes = new LinkedHashSet<>(); // those without pictures remain
    int depth = parts.isEmpty() ? 1 : 2;
    for (Path folder : folders) {
      if (folder.getNameCount() == depth && (depth == 1 || parts.containsKey(name(folder, 0)))) {
        classes.add(folder);
      }
    }
    List<SourceEntry> entries = new ArrayList<>();
    List<Path> unlabelled = new ArrayList<>();
    Map<String, Integer> strangers = new TreeMap<>();
    for (Path file : pictures) {
      if (file.getNameCount() <= depth) {
        unlabelled.add(file);
      } else if (depth == 2 && !parts.containsKey(name(file, 0))) {
        strangers.merge(name(file, 0), 1, Integer::sum);
      } else {
        classes.remove(file.subpath(0, depth));
        Part part = depth == 2 ? parts.get(name(file, 0)) : null;
        entries.add(
            new SourceEntry(root.resolve(file), slashed(file), name(file, depth - 1), part));
      }
    }
    if (!unlabelled.isEmpty()) {
      notes.add(
          "%s: %s not in a folder of a class, left out: %s"
              .formatted(
                  root,
                  DataSource.count(unlabelled.size(), "picture is", "pictures are"),
                  DataSource.some(unlabelled)));
    }
    strangers.forEach(
        (name, count) ->
            notes.add(
                "%s: folder %s is neither train, validation nor test, left out with %s"
                    .formatted(root, name, DataSource.count(count, "picture", "pictures"))));
    if (!classes.isEmpty()) {
      notes.add(
          "%s: without pictures, left out: %s"
              .formatted(root, DataSource.some(List.copyOf(classes))));
    }
    if (entries.isEmpty()) {
      throw empty(unlabelled);
    }
    entries.sort(Comparator.comparing(SourceEntry::name));
    Set<Part> found = DataSource.none();
    found.addAll(parts.values());
    return new DataSource(
        root, entries, found, noPictures.stream().map(root::resolve).toList(), notes);
  }

  private DatasetException empty(List<Path> unlabelled) {
    return new DatasetException(
        "%s: expected pictures (%s) in a folder for each class, found %s. %s"
            .formatted(
                root,
                PictureFolder.ENDINGS_FOR_PEOPLE,
                unlabelled.isEmpty()
                    ? "none"
                    : DataSource.count(unlabelled.size(), "picture", "pictures")
                        + " beside such folders",
                unlabelled.isEmpty()
                    ? "Check the path."
                    : "Put each into a folder named after its class."));
  }

  /** The parts by the names of their folders; empty if the folders are classes. */
  private Map<String, Part> parts(List<Path> folders) throws DatasetException {
    Map<String, Part> parts = new TreeMap<>();
    boolean others = false;
    for (Path folder : folders) {
      if (folder.getNameCount() == 1) {
        Part part = part(folder.toString());
        if (part == null) {
          others = true;
        } else {
          parts.put(folder.toString(), part);
        }
      }
    }
    boolean own =
        pictures.stream()
            .anyMatch(file -> file.getNameCount() == 2 && parts.containsKey(name(file, 0)));
    if (others && (own || !parts.containsValue(Part.TRAIN))) {
      return Map.of();
    }
    Map<Part, String> twice = new EnumMap<>(Part.class);
    for (Map.Entry<String, Part> entry : parts.entrySet()) {
      String first = twice.put(entry.getValue(), entry.getKey());
      if (first != null) {
        throw new DatasetException(
            "%s: expected one folder for the %s part, found %s and %s. Merge them."
                .formatted(root, entry.getValue(), first, entry.getKey()));
      }
    }
    return parts;
  }

  private static String name(Path path, int index) {
    return path.getName(index).toString();
  }

  /** With slashes on every system. */
  private static String slashed(Path path) {
    List<String> names = new ArrayList<>();
    path.forEach(name -> names.add(name.toString()));
    return String.join("/", names);
  }
}
