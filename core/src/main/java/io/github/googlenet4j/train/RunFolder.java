package io.github.googlenet4j.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of one training, and the names of the files in it.
 *
 * @param folder of the run
 */
public record RunFolder(Path folder) {
  /** How the names of TensorBoard's event files begin. */
  public static final String EVENTS = "events.out.tfevents.";

  private static final String LOCK = ".lock";

  /** As {@code AtomicFile} names them: {@code .<name>.<UUID>.tmp}. */
  private static final Pattern UNFINISHED = Pattern.compile("\\.(.+)\\.[0-9a-f-]{36}\\.tmp");

  /** The files that a run writes. No other file is ever removed. */
  private static final List<String> OURS =
      List.of(
          "model.safetensors",
          "last.safetensors",
          "last.safetensors.next",
          "recipe.yaml",
          "metrics.csv",
          "report.html");

  /**
   * Checks, without changing anything, whether a new run can begin in a folder.
   *
   * @param replace whether an earlier run there may be replaced
   * @throws IOException if the folder is a file, or holds files and {@code replace} is not set, or
   *     cannot be made or written
   */
  public static void check(Path folder, boolean replace) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new IOException(
          folder
              + ": expected a folder for the run, found a file. Name another folder for the run.");
    }
    if (Files.isDirectory(folder)
        && !replace
        && list(folder).stream().anyMatch(file -> !file.endsWith(LOCK))) {
      throw new IOException(
          folder
              + ": expected a new or empty folder for the run, found files. Name another"
              + " folder for the run, resume the run, or allow the run to be replaced.");
    }
    Path there = folder.toAbsolutePath().normalize();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there) || !Files.isWritable(there)) {
      throw new IOException(
          "%s: expected a folder that can be written, found that %s cannot. Name another folder for the run."
              .formatted(folder, there));
    }
  }

  /**
   * A new run in a folder that does not exist yet, or is empty.
   *
   * @param replace whether the files of an earlier run there may be removed; others are left alone
   * @throws IOException as {@link #check} does, and if no folder can be made
   */
  public static RunFolder create(Path folder, boolean replace) throws IOException {
    check(folder, replace);
    if (Files.isDirectory(folder)) {
      for (Path file : list(folder)) {
        String name = String.valueOf(file.getFileName());
        if (OURS.contains(name) || name.startsWith(EVENTS)) {
          Files.deleteIfExists(file);
        }
      }
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new IOException(
          "%s: expected a folder that can be made, found an error (%s). Name another folder for the run."
              .formatted(folder, e.getMessage()),
          e);
    }
    return new RunFolder(folder);
  }

  /**
   * Makes the first of {@code runs/<name>}, {@code runs/<name>-2}, ... that does not exist. Of
   * several processes that do so at once, each gets another.
   *
   * @return an empty folder
   * @throws IOException if none can be made
   */
  public static Path claim(Path runs, String name) throws IOException {
    Files.createDirectories(runs);
    for (int i = 1; ; i++) {
      try {
        return Files.createDirectory(runs.resolve(i == 1 ? name : name + "-" + i));
      } catch (FileAlreadyExistsException e) {
        // the next one
      }
    }
  }

  /**
   * Removes temporary files that a killed process left in the folder. For who holds the run's lock:
   * nobody else writes there.
   */
  public void removeUnfinished() throws IOException {
    for (Path file : list(folder)) {
      Matcher matcher = UNFINISHED.matcher(String.valueOf(file.getFileName()));
      if (matcher.matches() && OURS.contains(matcher.group(1))) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** The weights with the lowest validation loss so far. */
  public Path model() {
    return folder.resolve("model.safetensors");
  }

  /** The last checkpoint. */
  public Path checkpoint() {
    return folder.resolve("last.safetensors");
  }

  /** The recipe, every key of it. */
  public Path recipe() {
    return folder.resolve("recipe.yaml");
  }

  /** A row for each epoch. */
  public Path metrics() {
    return folder.resolve("metrics.csv");
  }

  /** Locked by the process that trains the run, as long as it does. */
  public Path lock() {
    return folder.resolve(LOCK);
  }

  /** The report, a page for people. */
  public Path report() {
    return folder.resolve("report.html");
  }
}
