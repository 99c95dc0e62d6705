package io.github.googlenet4j.data;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link FolderLayout} says of folders that could mean several things, or hold no classes:
 * what was seen, what would be right, and that a class depth decides.
 *
 * @param root as messages name it
 */
record LayoutRefusals(String root) {

  private static String depth(int depth) {
    return "a class depth of " + depth;
  }

  /** The depth of classes that are the folders in this one. */
  private static String depthIn(FolderTree base) {
    return depth(base.path().size() + 1);
  }

  DatasetException noFolders(int depth) {
    return new DatasetException(
        "%s: expected folders of classes %d levels down, found none. Choose another class depth."
            .formatted(root, depth));
  }

  /** Names of parts with different words around them: which of them are the parts? */
  DatasetException severalGroups(FolderTree base, Collection<String> names) {
    return new DatasetException(
        "%s: expected one folder for each part, found %s. Name them train, validation and test, or, if all are classes, choose %s."
            .formatted(root, Listing.some(List.copyOf(names)), depthIn(base)));
  }

  DatasetException severalFolders(FolderTree base, Part part, String first, String second) {
    return new DatasetException(
        "%s: expected one folder for the %s part, found %s and %s. Merge them, or, if all folders are classes, choose %s."
            .formatted(root, part, first, second, depthIn(base)));
  }

  DatasetException besideClasses(
      FolderTree base, Collection<String> parts, List<FolderTree> others) {
    FolderTree inner = others.size() == 1 ? withParts(others.get(0)) : null;
    String advice =
        inner != null
            ? "Name the folder %s as the data".formatted(inner.slashed())
            : "Put the classes into a folder train";
    return new DatasetException(
        "%s: expected folders of parts or folders of classes, found the part %s beside %s. %s, or, if all are classes, choose %s."
            .formatted(
                root,
                String.join(", ", parts),
                Listing.some(others.stream().map(FolderTree::name).toList()),
                advice,
                depthIn(base)));
  }

  /** The folder that has a training part, below folders that hold nothing else; null if none. */
  private static @Nullable FolderTree withParts(FolderTree folder) {
    FolderTree inner = folder;
    while (inner != null && !PartName.of(inner.names()).containsValue(Part.TRAIN)) {
      inner = inner.onlyChild();
    }
    return inner;
  }

  DatasetException withoutClasses(FolderTree folder) {
    return new DatasetException(
        "%s: expected a folder for each class in %s, found %s directly in it, such as %s. Put each into a folder of its class, or list them in a CSV file with the columns path and label."
            .formatted(
                root,
                folder.slashed(),
                Listing.count(folder.direct().size(), "picture", "pictures"),
                folder.direct().get(0)));
  }

  DatasetException partsForClasses(FolderTree folder, Collection<String> parts) {
    return new DatasetException(
        "%s: expected classes in %s, found the parts %s. Name %s itself as the data, or, if they are classes, choose %s."
            .formatted(
                root,
                folder.slashed(),
                String.join(", ", parts),
                folder.slashed(),
                depthIn(folder)));
  }

  DatasetException partsInside(FolderTree base, List<FolderTree> divided) {
    return new DatasetException(
        "%s: expected parts that hold classes, found parts inside of %s. Put the classes into folders train, validation and test, or, if the parts do not matter, choose %s."
            .formatted(
                root,
                String.join(", ", divided.stream().map(FolderTree::name).toList()),
                depthIn(base)));
  }

  /** No refusal, but a note: folders of classes hold folders, which may be the classes. */
  String deeper(FolderTree folder, List<String> holding, Collection<String> deeper) {
    return "%s: the pictures of %s lie a level deeper, in %s. The classes are read as %s; if the deeper folders are the classes, choose %s"
        .formatted(
            root,
            Listing.some(holding),
            Listing.some(List.copyOf(deeper)),
            Listing.some(folder.filled().stream().map(FolderTree::name).toList()),
            depth(folder.path().size() + 2));
  }
}
