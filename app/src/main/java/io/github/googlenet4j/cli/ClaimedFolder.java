package io.github.googlenet4j.cli;

import io.github.googlenet4j.train.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A folder for a run: the one that is named, or a new one in {@code runs}. */
final class ClaimedFolder {
  private static final Path RUNS = Path.of("runs");

  private ClaimedFolder() {}

  /** Work with a folder, which gives the exit status. */
  interface Work {
    int with(Path folder) throws IOException;
  }

  /**
   * Works with a folder. One that was made for it and is still empty afterwards, because the work
   * was refused, is removed.
   *
   * @param named folder; empty for a new one
   * @param name of a new folder, to which a number is added if another run has the name
   */
  static int use(Optional<Path> named, String name, Work work) throws IOException {
    if (named.isPresent()) {
      return work.with(named.get());
    }
    boolean first = !Files.exists(RUNS);
    Path folder = RunFolder.claim(RUNS, name);
    Thread atEnd = new Thread(() -> removeIfEmpty(folder, first), "folder");
    Runtime.getRuntime().addShutdownHook(atEnd); // on Ctrl-C
    try {
      return work.with(folder);
    } finally {
      removeIfEmpty(folder, first);
      try {
        Runtime.getRuntime().removeShutdownHook(atEnd);
      } catch (IllegalStateException e) {
        // the JVM is ending, and the hook does the same
      }
    }
  }

  private static void removeIfEmpty(Path folder, boolean runsToo) {
    try {
      Files.deleteIfExists(folder);
      if (runsToo) {
        Files.deleteIfExists(RUNS);
      }
    } catch (IOException e) {
      // a run, or an empty folder that stays
    }
  }
}
