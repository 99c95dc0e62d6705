package io.github.googlenet4j;

import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.SourceOptions;
import io.github.googlenet4j.data.Split;
import io.github.googlenet4j.loading.Fingerprint;
import io.github.googlenet4j.trainer.RunManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** The pictures of a run, and their fingerprint. */
record PictureScan(Dataset dataset, String fingerprint) {
  /**
   * Reads the sources.
   *
   * @param stop asked for each file
   * @return empty if it was stopped
   */
  static Optional<PictureScan> of(
      List<Path> data, SourceOptions reading, Split split, BooleanSupplier stop)
      throws IOException {
    try {
      Dataset dataset = Dataset.open(data, reading, split, stop);
      return Optional.of(new PictureScan(dataset, Fingerprint.of(dataset, stop)));
    } catch (CancellationException e) {
      return Optional.empty();
    }
  }

  /**
   * The pictures that a run began with, wherever they are now.
   *
   * @param stop asked for each file
   * @return empty if it was stopped
   * @throws IOException if there are other pictures
   */
  static Optional<Dataset> same(RunManifest manifest, BooleanSupplier stop) throws IOException {
    for (Path source : manifest.data()) {
      if (!Files.exists(source)) {
        throw new IOException(
            "%s: expected the pictures that the run began with, found nothing of that name. Name the place where they are now."
                .formatted(source));
      }
    }
    Optional<PictureScan> scan = of(manifest.data(), manifest.reading(), manifest.split(), stop);
    if (scan.isEmpty()) {
      return Optional.empty();
    }
    String found = scan.get().fingerprint();
    if (!found.equals(manifest.fingerprint())) {
      throw new IOException(
          "%s: expected the pictures that the run began with (%s), found others (%s). Restore them, or begin a new run."
              .formatted(manifest.data(), manifest.fingerprint(), found));
    }
    return Optional.of(manifest.named(scan.get().dataset()));
  }
}
