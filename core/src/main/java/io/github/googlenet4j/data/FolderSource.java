package io.github.googlenet4j.data;

import io.github.googlenet4j.data.FolderLayout.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A folder of classes ({@code root/<class>/...}) or of parts ({@code root/train/<class>/...});
 * {@link FolderLayout} tells which.
 */
final class FolderSource {
  private final Path root;
  private final List<String> notes;
  private final List<Path> noPictures = new ArrayList<>();
  private final List<Path> pictures = new ArrayList<>();
  private final List<SourceEntry> entries = new ArrayList<>();
  private final List<Path> unlabelled = new ArrayList<>();
  private final Map<String, Integer> strangers = new TreeMap<>();

  private FolderSource(Path root, List<String> notes) {
    this.root = root;
    this.notes = notes;
  }

  /**
   * The pictures of a folder.
   *
   * @param classDepth how many levels below it the classes are; 0 to find out
   */
  static DataSource read(Path root, int classDepth, FolderLayout.Context context)
      throws IOException {
    FolderWalk walk = FolderWalk.of(root, context.stop());
    FolderSource source = new FolderSource(root, new ArrayList<>(walk.notes()));
    for (Path file : walk.files()) {
      context.stop().check();
      (PictureFolder.isPicture(root.resolve(file)) ? source.pictures : source.noPictures).add(file);
    }
    source.noPictures.addAll(walk.broken());
    if (source.pictures.isEmpty()) {
      throw source.empty();
    }
    FolderTree tree = FolderTree.of(walk.folders(), source.pictures);
    return source.sorted(
        walk.folders(), FolderLayout.of(root.toString(), tree, classDepth, context));
  }

  private DataSource sorted(List<Path> folders, FolderLayout layout) throws IOException {
    notes.addAll(layout.notes());
    ListedLabels listed = ListedLabels.of(root, noPictures);
    Set<Path> classes = new LinkedHashSet<>(); // those without pictures remain
    for (Path folder : folders) {
      Place place = layout.of(names(folder));
      if (place != null && place.label() == null && folder.getNameCount() == place.classDepth()) {
        classes.add(folder);
      }
    }
    for (Path file : pictures) {
      Place place = layout.of(names(file));
      String label = listed.label(file);
      if (place == null) {
        stray(file, layout);
      } else if (label != null) {
        add(file, label, place.part());
        classes.remove(file.subpath(0, Math.min(place.classDepth(), file.getNameCount())));
      } else if (place.label() != null) {
        add(file, place.label(), place.part());
      } else if (file.getNameCount() <= place.classDepth()) {
        unlabelled.add(file);
      } else {
        classes.remove(file.subpath(0, place.classDepth()));
        add(file, file.getName(place.classDepth() - 1).toString(), place.part());
      }
    }
    notes.addAll(listed.notes());
    noteLeftOut(classes);
    if (entries.isEmpty()) {
      throw empty();
    }
    entries.sort(Comparator.comparing(SourceEntry::name));
    return new DataSource(
        root,
        entries,
        layout.parts(),
        layout.unlabelled(),
        noPictures.stream().map(root::resolve).toList(),
        notes);
  }

  private void add(Path file, String label, @Nullable Part part) {
    entries.add(new SourceEntry(root.resolve(file), slashed(file), label, part));
  }

  /** A picture in no folder of classes: beside the parts, or in a part without labels. */
  private void stray(Path file, FolderLayout layout) {
    String name = slashed(file);
    for (String stranger : layout.strangers()) {
      if (name.startsWith(stranger + "/")) {
        strangers.merge(stranger, 1, Integer::sum);
        return;
      }
    }
    if (layout.unlabelled().isEmpty()) { // otherwise the layout has noted them
      unlabelled.add(file);
    }
  }

  private void noteLeftOut(Set<Path> classes) {
    if (!unlabelled.isEmpty()) {
      notes.add(
          "%s: %s not in a folder of a class, left out: %s"
              .formatted(
                  root,
                  Listing.count(unlabelled.size(), "picture is", "pictures are"),
                  Listing.some(unlabelled)));
    }
    strangers.forEach(
        (name, count) ->
            notes.add(
                "%s: folder %s is neither train, validation nor test, left out with %s"
                    .formatted(root, name, Listing.count(count, "picture", "pictures"))));
    if (!classes.isEmpty()) {
      notes.add(
          "%s: without pictures, left out: %s".formatted(root, Listing.some(List.copyOf(classes))));
    }
  }

  private DatasetException empty() {
    String found = "none. Check the path.";
    if (!unlabelled.isEmpty()) {
      found =
          "%s beside such folders, such as %s. Put each into a folder of its class, or list them in a CSV file with the columns path and label."
              .formatted(
                  Listing.count(unlabelled.size(), "picture", "pictures"),
                  unlabelled.get(0).getFileName());
    }
    return new DatasetException(
        "%s: expected pictures (%s) in a folder for each class, found %s"
            .formatted(root, PictureFolder.ENDINGS_FOR_PEOPLE, found));
  }

  private static List<String> names(Path path) {
    List<String> names = new ArrayList<>();
    path.forEach(name -> names.add(name.toString()));
    return names;
  }

  /** With slashes on every system. */
  private static String slashed(Path path) {
    return String.join("/", names(path));
  }
}
