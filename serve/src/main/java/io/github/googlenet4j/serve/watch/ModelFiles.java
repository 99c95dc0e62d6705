package io.github.googlenet4j.serve.watch;

import io.github.googlenet4j.serve.settings.ServerOptions;
import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The files that are served, by the names under which they answer.
 *
 * @param named those that were named, in their order
 * @param folder whose files are served too
 */
public record ModelFiles(Map<String, Path> named, Optional<Path> folder) {
  private static final String ENDING = ".safetensors";

  /** What can stand in an address without being changed. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");

  /** Those that a server is started with. */
  public static ModelFiles of(ServerOptions options) {
    return new ModelFiles(options.models(), options.folder());
  }

  /**
   * All files, now: those that were named first, then the folder's by name.
   *
   * @throws IOException if the folder cannot be read
   * @throws IllegalArgumentException if a name is none, or belongs to two
   */
  public Map<String, Path> list() throws IOException {
    Map<String, Path> files = new LinkedHashMap<>(named);
    if (folder.isPresent()) {
      for (Map.Entry<String, Path> each : inFolder(folder.get()).entrySet()) {
        if (files.put(each.getKey(), each.getValue()) != null) {
          throw new IllegalArgumentException(
              "model %s: expected one file of that name, found %s and %s. Rename one."
                  .formatted(each.getKey(), named.get(each.getKey()), each.getValue()));
        }
      }
    }
    for (String name : files.keySet()) {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "model name: expected letters, digits, dots, hyphens and underscores, found '%s'. Rename it."
                .formatted(PrintableText.of(PrintableText.shortened(name))));
      }
    }
    return files;
  }

  private static SortedMap<String, Path> inFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException(
          "%s: expected a folder of model files, found %s. Check the path."
              .formatted(
                  PrintableText.of(folder), Files.exists(folder) ? "a file" : "nothing there"));
    }
    SortedMap<String, Path> found = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + ENDING)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        if (!name.startsWith(".") && Files.isRegularFile(file)) {
          found.put(name.substring(0, name.length() - ENDING.length()), file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }
}
