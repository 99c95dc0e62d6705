package io.github.googlenet4j.download;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The folder of downloaded weights. A file in it has been compared with its digest, and is compared
 * again each time.
 *
 * @param folder made when it is needed
 */
public record WeightsCache(Path folder) {
  /** The folder's name in the user's cache. */
  public static final String NAME = "weights";

  /**
   * The file of some weights, downloaded if it is not there.
   *
   * @param mirror address of a folder that has it; empty for where it was published
   * @param offline whether only what is there is taken
   * @param progress called while it is downloaded: bytes so far and of the whole, 0 if not known
   * @throws IOException if it is not there, cannot be downloaded, or is not what was published
   */
  public Path get(
      PublishedWeights weights,
      Optional<String> mirror,
      boolean offline,
      Patience patience,
      BiConsumer<Long, Long> progress)
      throws IOException {
    Path file = folder.resolve(weights.file());
    if (Files.isRegularFile(file)) {
      Optional<String> difference = FileDigest.of(file).difference(weights);
      if (difference.isEmpty()) {
        return file;
      }
      if (offline) {
        throw new IOException(
            "%s: %s. Remove it and download it again.".formatted(file, difference.get()));
      }
      Files.delete(file); // damaged since
    }
    if (offline) {
      throw new IOException(
          "%s: expected the file, found none. Download %s to it, or go online."
              .formatted(file, weights.address()));
    }
    Files.createDirectories(folder);
    new Download(weights, weights.place(mirror), patience, progress::accept).to(file);
    return file;
  }
}
