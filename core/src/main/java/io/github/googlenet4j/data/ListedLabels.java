package io.github.googlenet4j.data;

import io.github.googlenet4j.text.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Labels in files {@code val_annotations.txt} beside pictures, as Tiny ImageNet has them for its
 * validation part: lines of a picture's name, a tab, its class, and more that is not needed.
 */
final class ListedLabels {
  private static final String NAME = "val_annotations.txt";
  private static final int LARGEST = 16 << 20;

  private final Path root;
  private final Map<Path, Map<String, String>> labels = new HashMap<>();
  private final Map<Path, Integer> used = new HashMap<>();

  private ListedLabels(Path root) {
    this.root = root;
  }

  /** The labels in such files among these, whose paths are relative to the root. */
  static ListedLabels of(Path root, List<Path> files) throws IOException {
    ListedLabels listed = new ListedLabels(root);
    for (Path file : files) {
      Path folder = file.getParent();
      if (folder != null && file.endsWith(NAME)) {
        listed.labels.put(folder, listed.read(root.resolve(file)));
      }
    }
    return listed;
  }

  private Map<String, String> read(Path file) throws IOException {
    Map<String, String> labels = new HashMap<>();
    if (Files.isRegularFile(file)) {
      for (String line : TextFile.read(file, "a list of labels", LARGEST).lines().toList()) {
        String[] fields = line.split("\t", -1);
        if (fields.length > 1 && !fields[1].isBlank()) {
          labels.put(fields[0].strip(), fields[1].strip());
        }
      }
    }
    return labels;
  }

  /** The label of a picture in the folder of such a file; null if none is listed. */
  @Nullable String label(Path picture) {
    for (Path folder = picture.getParent(); folder != null; folder = folder.getParent()) {
      Map<String, String> listed = labels.get(folder);
      String label = listed == null ? null : listed.get(String.valueOf(picture.getFileName()));
      if (label != null) {
        used.merge(folder, 1, Integer::sum);
        return label;
      }
    }
    return null;
  }

  /** How many labels were taken from which file. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    used.forEach(
        (folder, count) ->
            notes.add(
                "%s: labels of %s are those in %s"
                    .formatted(
                        root, Listing.count(count, "picture", "pictures"), folder.resolve(NAME))));
    return notes;
  }
}
