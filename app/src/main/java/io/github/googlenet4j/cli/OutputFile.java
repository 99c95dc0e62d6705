package io.github.googlenet4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a command writes. */
final class OutputFile {
  private OutputFile() {}

  /**
   * Refuses to write to the file that is read, with or without {@code --force}.
   *
   * @param name what the command's help calls the source
   */
  static void requireOther(Path target, Path source, String name) throws IOException {
    if (Files.exists(target) && Files.exists(source) && Files.isSameFile(source, target)) {
      throw new IOException(
          "%s: expected another file than %s, found the same. Name a new one."
              .formatted(target, name));
    }
  }
}
