package io.github.googlenet4j.data;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;

/**
 * The files and folders below a folder that are not hidden, as relative paths, sorted.
 *
 * <p>Links are followed, except those to a folder that contains the link, which would never end.
 *
 * @param broken links
 * @param notes links that were not followed
 */
record FolderWalk(List<Path> files, List<Path> folders, List<Path> broken, List<String> notes) {
  static FolderWalk of(Path root) throws IOException {
    FolderWalk walk =
        new FolderWalk(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Files.walkFileTree(
        root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, walk.visitor(root));
    Collections.sort(walk.files);
    Collections.sort(walk.folders);
    Collections.sort(walk.broken);
    Collections.sort(walk.notes);
    return walk;
  }

  private SimpleFileVisitor<Path> visitor(Path root) {
    return new SimpleFileVisitor<>() {
      @Override
      public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
        if (folder.equals(root)) {
          return FileVisitResult.CONTINUE;
        }
        if (hidden(folder)) {
          return FileVisitResult.SKIP_SUBTREE;
        }
        folders.add(root.relativize(folder));
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (!hidden(file)) {
          // Links are followed: what is still a link is broken.
          (attributes.isSymbolicLink() ? broken : files).add(root.relativize(file));
        }
        return FileVisitResult.CONTINUE;
      }

      @Override
      public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
        if (failure instanceof FileSystemLoopException) {
          notes.add("%s: a link to a folder that it lies in, not followed".formatted(file));
          return FileVisitResult.CONTINUE;
        }
        throw new DatasetException(
            "%s: expected a folder that can be read, found an error (%s). Check its permissions."
                .formatted(file, failure.getClass().getSimpleName()),
            failure);
      }
    };
  }

  private static boolean hidden(Path path) {
    return path.getFileName() != null && path.getFileName().toString().startsWith(".");
  }
}
