package io.github.googlenet4j.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens files that are files: neither folders nor devices nor pipes. */
public final class RegularFile {
  private RegularFile() {}

  /**
   * Opens a file for reading; the caller closes the channel.
   *
   * @throws ModelFileException if there is none, it is no regular file, or it cannot be read
   */
  public static FileChannel open(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new ModelFileException(
          file, "expected a file, found a folder. Name a file inside of it.");
    }
    // Opening a pipe would wait for its writer.
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new ModelFileException(
          file, "expected a file on a disk, found a device or pipe. Copy it to a file first.");
    }
    try {
      return FileChannel.open(file, StandardOpenOption.READ);
    } catch (IOException e) {
      throw ModelFileException.reading(file, e);
    }
  }
}
