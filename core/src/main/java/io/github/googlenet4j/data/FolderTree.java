package io.github.googlenet4j.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Folders and how many pictures lie in them. */
final class FolderTree {
  private final List<String> path;
  private final SortedMap<String, FolderTree> children = new TreeMap<>();
  private final List<String> direct = new ArrayList<>();
  private int count;

  private FolderTree(List<String> path) {
    this.path = path;
  }

  /**
   * The tree of these paths, which are relative.
   *
   * @param folders those without pictures, too
   */
  static FolderTree of(Collection<Path> folders, Collection<Path> pictures) {
    FolderTree root = new FolderTree(List.of());
    for (Path folder : folders) {
      root.at(folder, folder.getNameCount());
    }
    for (Path picture : pictures) {
      int depth = picture.getNameCount() - 1;
      root.at(picture, depth).direct.add(picture.getName(depth).toString());
      FolderTree tree = root;
      tree.count++;
      for (int i = 0; i < depth; i++) {
        tree = tree.child(picture.getName(i).toString());
        tree.count++;
      }
    }
    return root;
  }

  private FolderTree at(Path path, int depth) {
    FolderTree tree = this;
    for (int i = 0; i < depth; i++) {
      tree = tree.child(path.getName(i).toString());
    }
    return tree;
  }

  private FolderTree child(String name) {
    return children.computeIfAbsent(
        name,
        key -> {
          List<String> longer = new ArrayList<>(path);
          longer.add(key);
          return new FolderTree(List.copyOf(longer));
        });
  }

  /** Names of the folders from the root to this one; empty for the root. */
  List<String> path() {
    return path;
  }

  /** The last name of the path. */
  String name() {
    return path.get(path.size() - 1);
  }

  /** With slashes. */
  String slashed() {
    return String.join("/", path);
  }

  /** The folders in it, by name. */
  Collection<FolderTree> children() {
    return children.values();
  }

  /** Names of the folders in it. */
  List<String> names() {
    return List.copyOf(children.keySet());
  }

  /** The folder of that name; null if there is none. */
  @Nullable FolderTree get(String name) {
    return children.get(name);
  }

  /** The folders in it that have pictures at any depth, by name. */
  List<FolderTree> filled() {
    return children.values().stream().filter(child -> child.count > 0).toList();
  }

  /** Names of the pictures that lie directly in it. */
  List<String> direct() {
    return direct;
  }

  /** Whether pictures lie in its folders and none directly. */
  boolean onlyHolds() {
    return direct.isEmpty() && count > 0;
  }

  /** Its one folder with pictures, if no picture lies elsewhere; null otherwise. */
  @Nullable FolderTree onlyChild() {
    List<FolderTree> filled = filled();
    return onlyHolds() && filled.size() == 1 ? filled.get(0) : null;
  }

  /** Pictures at any depth. */
  int count() {
    return count;
  }
}
