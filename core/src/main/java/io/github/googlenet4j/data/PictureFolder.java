package io.github.googlenet4j.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** The picture files below a folder, recognised by the endings of their names. */
public final class PictureFolder {
  private static final Set<String> ENDINGS =
      Set.of("jpg", "jpeg", "jpe", "png", "gif", "bmp", "tif", "tiff", "webp");

  /** As messages name them. */
  static final String ENDINGS_FOR_PEOPLE = ".jpg, .png, .gif, .bmp, .tif, .webp";

  private PictureFolder() {}

  /**
   * All picture files below a folder, sorted by path, without hidden files and folders.
   *
   * @throws IOException if there are none, or if a folder cannot be read
   */
  public static List<Path> pictures(Path folder) throws IOException {
    List<Path> found = walk(folder);
    if (found.isEmpty()) {
      throw new IOException(
          "%s: expected pictures (%s) in this folder, found none. Check the path."
              .formatted(folder, ENDINGS_FOR_PEOPLE));
    }
    return found;
  }

  private static List<Path> walk(Path folder) throws IOException {
    try {
      Path real = folder.toRealPath(); // the folder may be a link
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

  /** Whether a file has the ending of a picture that can be read. */
  static boolean isPicture(Path file) {
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
