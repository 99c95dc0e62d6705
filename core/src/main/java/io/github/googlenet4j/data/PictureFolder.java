package io.github.googlenet4j.data;

import io.github.googlenet4j.image.PictureReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The picture files below a folder, recognised by the endings of their names, in any case, and
 * where a name has no ending by the first bytes.
 */
public final class PictureFolder {
  private static final List<String> ENDINGS =
      List.of(
          "jpg", "jpeg", "jpe", "jfif", "pjpeg", "pjp", "png", "gif", "bmp", "dib", "tif", "tiff",
          "webp", "ppm", "pgm", "pbm", "pnm", "pam");

  /** As messages name them. */
  static final String ENDINGS_FOR_PEOPLE = "." + String.join(", .", ENDINGS);

  private PictureFolder() {}

  /**
   * What is below a folder.
   *
   * @param pictures sorted by path, not empty
   * @param notes what was left out and why, for people, one line each
   */
  public record Contents(List<Path> pictures, List<String> notes) {
    public Contents {
      pictures = List.copyOf(pictures);
      notes = List.copyOf(notes);
    }
  }

  /**
   * All picture files below a folder, sorted by path, without hidden files and folders and those
   * that a system keeps for itself. Links are followed.
   *
   * @throws IOException if there are none, or if a folder cannot be read
   */
  public static List<Path> pictures(Path folder) throws IOException {
    return contents(folder).pictures();
  }

  /**
   * All picture files below a folder, and how many other files were left out. Hidden files and
   * folders do not count.
   *
   * @throws IOException if there are none, or if a folder cannot be read
   */
  public static Contents contents(Path folder) throws IOException {
    List<Path> pictures = new ArrayList<>();
    List<Path> others = new ArrayList<>();
    FolderWalk walk = FolderWalk.of(folder);
    for (Path relative : walk.files()) {
      Path file = folder.resolve(relative);
      (isPicture(file) ? pictures : others).add(file);
    }
    List<String> notes = new ArrayList<>(walk.notes());
    if (pictures.isEmpty()) {
      throw new IOException(
          "%s: expected pictures (%s) in this folder, found %s. Check the path."
              .formatted(
                  folder, ENDINGS_FOR_PEOPLE, others.isEmpty() ? "none" : countByEnding(others)));
    }
    if (!others.isEmpty()) {
      notes.add(
          "%s: %s, left out: %s"
              .formatted(
                  folder,
                  Listing.count(others.size(), "file is no picture", "files are no pictures"),
                  countByEnding(others)));
    }
    return new Contents(pictures, notes);
  }

  /** Whether a file has the ending of a picture, or no ending and the first bytes of one. */
  static boolean isPicture(Path file) {
    String ending = ending(file);
    return ending.isEmpty() ? PictureReader.begins(file) : ENDINGS.contains(ending);
  }

  /**
   * How many files have which ending, the most frequent first, as in "3 .txt, 1 without ending".
   */
  static String countByEnding(List<Path> files) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Path file : files) {
      String ending = ending(file);
      counts.merge(ending.isEmpty() ? "without ending" : "." + ending, 1, Integer::sum);
    }
    List<String> parts = new ArrayList<>();
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed()) // keeps equal ones sorted
        .forEach(entry -> parts.add(entry.getValue() + " " + entry.getKey()));
    return Listing.some(parts);
  }

  /** What stands after the last dot, in small letters; empty if there is nothing. */
  private static String ending(Path file) {
    String name = file.getFileName() == null ? "" : file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }
}
