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

  /** All of them, in all its folders, sorted by path; hidden files and folders are left out. */
  static List<Path> pictures(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> isPicture(file) && !hidden(folder.relativize(file)))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw new IOException(
          "%s: expected a folder that can be read, found an error: %s."
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  /** What to say of a folder without any. */
  static String none(Path folder) {
    return "%s: expected pictures (.jpg, .png, .gif, .bmp, .tif, .webp) in this folder, found none."
        .formatted(folder);
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
