package io.github.googlenet4j.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The options with which the file system of a path is mounted, on Linux. */
final class MountOptions {
  private static final Path TABLE = Path.of("/proc/self/mountinfo");
  private static final int MOUNT_POINT = 4; // proc(5), fields counted from 0
  private static final int OPTIONS = 5;

  private MountOptions() {}

  /**
   * The options; none where the system does not tell.
   *
   * @param path a real path
   */
  static Set<String> of(Path path) {
    try {
      return Files.isReadable(TABLE) ? of(path, Files.readAllLines(TABLE)) : Set.of();
    } catch (IOException e) {
      return Set.of();
    }
  }

  static Set<String> of(Path path, List<String> table) {
    int longest = -1;
    Set<String> options = Set.of();
    for (String line : table) {
      String[] fields = line.split(" ", -1);
      if (fields.length <= OPTIONS) {
        continue;
      }
      Path point = Path.of(unescaped(fields[MOUNT_POINT]));
      if (path.startsWith(point) && point.getNameCount() >= longest) { // later mounts hide earlier
        longest = point.getNameCount();
        options = Set.of(fields[OPTIONS].split(",", -1));
      }
    }
    return options;
  }

  /** The table writes blanks and backslashes in octal. */
  private static String unescaped(String text) {
    return text.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
