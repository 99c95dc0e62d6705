package io.github.googlenet4j.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The picture files below a folder. */
final class PictureFolder {
  private static final Set<String> ENDINGS =
      Set.of("jpg", "jpeg", "jpe", "png", "gif", "bmp", "tif", "tiff", "webp");

  private PictureFolder() {}

  /**
   * All of them, in all its folders, sorted by path; hidden files and folders are left out.
   *
   * @throws IOException if there are none, or if a folder cannot be read
   */
  static List<Path> pictures(Path folder) throws IOException {
    List<Path> found = walk(folder);
    if (found.isEmpty()) {
      throw new IOException(
          folder
              + ": expected pictures (.jpg, .png, .gif, .bmp, .tif, .webp) in this folder, found"
              + " none. Check the path.");
    }
    return found;
  }

  private static List<Path> walk(Path folder) throws IOException {
    try {
      Path real = folder.toRealPath(); // a link to a folder is as good as the folder
      try (Stream<Path> files = Files.walk(real)) {
        return files
            .filter(file -> isPicture(file) && !hidden(real.relativize(file)))
            .filter(Files::isRegularFile)
            .map(file -> folder.resolve(real.relativize(file)))
            .sorted()
            .toList();
      }
    } catch (UncheckedIOException | IOException e) {
      throw new IOException(
          "%s: expected a folder that can be read, found an error (%s). Check its permissions."
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  private static boolean isPicture(Path file) {
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return ENDINGS.contains(ending);
  }

  private static boolean hidden(Path relative) {
    for (Path part : relative) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }
}
