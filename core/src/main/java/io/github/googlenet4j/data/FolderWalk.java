package io.github.googlenet4j.data;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The files and folders below a folder, as relative paths, sorted. Hidden ones are left out, and so
 * are folders that a system or a network storage keeps for itself: Synology's {@code @eaDir} holds
 * a thumbnail of every picture.
 *
 * <p>Links are followed, and each real folder is visited once: first those that are no links, so
 * that a folder is known by its own name, then what links lead to, in the order of their names. A
 * lattice of links has more paths than anybody can walk.
 */
final class FolderWalk {
  /** In lower case, as these systems do not distinguish case. */
  private static final Set<String> OF_SYSTEMS =
      Set.of(
          "@eadir", // Synology
          "#recycle",
          "#snapshot",
          "@recycle", // QNAP
          "@recently-snapshot",
          "@sharesnap",
          "$recycle.bin", // Windows
          "system volume information",
          "found.000",
          "lost+found", // Linux
          "__macosx", // macOS's archives
          "network trash folder",
          "temporary items");

  private final Path root;
  private final Path realRoot;
  private final ScanStop stop;
  private final List<Path> files = new ArrayList<>();
  private final List<Path> folders = new ArrayList<>();
  private final List<Path> broken = new ArrayList<>();
  private final List<String> unreadable = new ArrayList<>();
  private final Map<String, Integer> ofSystems = new TreeMap<>();
  private final List<Path> circles = new ArrayList<>();
  private final List<Path> repeated = new ArrayList<>();
  private final List<Path> leading = new ArrayList<>();

  private final Set<Path> visited = new HashSet<>();
  private final PriorityQueue<Link> links = new PriorityQueue<>(Comparator.comparing(Link::name));

  /** A link to a folder: its relative path, where it really is, and its target. */
  private record Link(Path name, Path place, Path target) {}

  private FolderWalk(Path root, ScanStop stop) throws IOException {
    this.root = root;
    this.stop = stop;
    this.realRoot = root.toRealPath(); // the root itself may be a link
  }

  static FolderWalk of(Path root) throws IOException {
    return of(root, ScanStop.NEVER);
  }

  static FolderWalk of(Path root, ScanStop stop) throws IOException {
    try {
      FolderWalk walk = new FolderWalk(root, stop);
      walk.visit(walk.realRoot, null);
      for (Link link = walk.links.poll(); link != null; link = walk.links.poll()) {
        walk.follow(link);
      }
      walk.files.sort(null);
      walk.folders.sort(null);
      walk.broken.sort(null);
      return walk;
    } catch (IOException e) {
      throw new DatasetException(
          "%s: expected a folder that can be read, found an error (%s). Check its permissions."
              .formatted(root, e.getClass().getSimpleName()),
          e);
    }
  }

  List<Path> files() {
    return files;
  }

  List<Path> folders() {
    return folders;
  }

  /** Links to nothing, and what is neither a file nor a folder, such as a pipe. */
  List<Path> broken() {
    return broken;
  }

  /** What was left out and what lies elsewhere, for people, one line each. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (Path circle : circles) {
      notes.add(
          "%s: a link to a folder that it lies in, not followed".formatted(root.resolve(circle)));
    }
    note(notes, repeated, "link to a folder that is", "links to folders that are", "read already");
    if (!leading.isEmpty()) {
      leading.sort(null);
      notes.add(
          "%s: %s out of this folder, followed: %s"
              .formatted(
                  root,
                  Listing.count(leading.size(), "link leads", "links lead"),
                  Listing.some(leading)));
    }
    if (!ofSystems.isEmpty()) {
      List<String> counted = new ArrayList<>();
      ofSystems.forEach((name, count) -> counted.add(count == 1 ? name : name + " x " + count));
      notes.add(
          "%s: folders that a system keeps for itself, left out: %s"
              .formatted(root, Listing.some(counted)));
    }
    unreadable.sort(null);
    notes.addAll(unreadable);
    return notes;
  }

  private void note(List<String> notes, List<Path> paths, String one, String many, String rest) {
    if (!paths.isEmpty()) {
      notes.add(
          "%s: %s %s, not followed: %s"
              .formatted(root, Listing.count(paths.size(), one, many), rest, Listing.some(paths)));
    }
  }

  private void follow(Link link) throws IOException {
    if (link.place().startsWith(link.target()) || realRoot.startsWith(link.target())) {
      circles.add(link.name());
    } else if (visited.contains(link.target())) {
      repeated.add(link.name());
    } else {
      if (!link.target().startsWith(realRoot)) {
        leading.add(link.name());
      }
      visit(link.target(), link.name());
    }
  }

  /**
   * Visits a real folder and all real folders below it.
   *
   * @param name its path from the root; null for the root itself
   */
  private void visit(Path start, @Nullable Path name) throws IOException {
    Files.walkFileTree(
        start,
        new SimpleFileVisitor<>() {
          private Path relative(Path path) {
            Path below = start.relativize(path);
            return name == null ? below : path.equals(start) ? name : name.resolve(below);
          }

          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            stop.check();
            boolean top = folder.equals(start);
            if (!top && (hidden(folder) || isOfSystem(folder))) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            if (!visited.add(folder)) {
              repeated.add(relative(folder));
              return FileVisitResult.SKIP_SUBTREE;
            }
            if (!top || name != null) {
              folders.add(relative(folder));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            stop.check();
            if (!hidden(file)) {
              if (attributes.isSymbolicLink()) {
                takeLink(file, relative(file));
              } else {
                (attributes.isRegularFile() ? files : broken).add(relative(file));
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (file.equals(realRoot)) {
              throw failure;
            }
            noteUnreadable(relative(file), failure);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            if (failure != null && folder.equals(realRoot)) {
              throw failure;
            }
            if (failure != null) {
              noteUnreadable(relative(folder), failure);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** The rest of the data is of use without it. */
  void noteUnreadable(Path relative, IOException failure) {
    unreadable.add(
        "%s: cannot be read (%s), left out with what lies in it"
            .formatted(root.resolve(relative), failure.getClass().getSimpleName()));
  }

  private void takeLink(Path link, Path relative) {
    Path target;
    try {
      target = link.toRealPath();
    } catch (IOException e) {
      broken.add(relative);
      return;
    }
    if (Files.isDirectory(target)) {
      if (!isOfSystem(link)) {
        links.add(new Link(relative, link, target));
      }
    } else if (Files.isRegularFile(target)) {
      files.add(relative);
      if (!target.startsWith(realRoot)) {
        leading.add(relative);
      }
    } else {
      broken.add(relative);
    }
  }

  private boolean isOfSystem(Path folder) {
    String name = String.valueOf(folder.getFileName());
    if (!OF_SYSTEMS.contains(name.toLowerCase(Locale.ROOT))) {
      return false;
    }
    ofSystems.merge(name, 1, Integer::sum);
    return true;
  }

  private static boolean hidden(Path path) {
    return String.valueOf(path.getFileName()).startsWith(".");
  }
}
