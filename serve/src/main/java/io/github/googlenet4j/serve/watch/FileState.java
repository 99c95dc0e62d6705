package io.github.googlenet4j.serve.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What a file looks like from outside. Another content has another state, but for what is written
 * within the clock's resolution and has the same size.
 *
 * @param size in bytes; -1 if there is no file
 * @param changed milliseconds since 1970
 * @param key of the file in its file system, which another file at the same path does not have
 */
record FileState(long size, long changed, String key) {
  static final FileState NONE = new FileState(-1, 0, "");

  static FileState of(Path file) {
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileState(
          found.size(), found.lastModifiedTime().toMillis(), String.valueOf(found.fileKey()));
    } catch (IOException e) {
      return NONE;
    }
  }
}
