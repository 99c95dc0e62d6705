package io.github.googlenet4j.trainer;

import io.github.googlenet4j.file.AtomicFile;
import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.file.Safetensors;
import io.github.googlenet4j.graph.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * All that a run needs to go on as if it had never stopped: a safetensors file whose tensors are
 * the learner's state and whose metadata are the manifest and the training state.
 *
 * @param manifest of the run
 * @param training how far it is
 * @param learner the learner's state
 */
record Checkpoint(RunManifest manifest, TrainingState training, Map<String, Tensor> learner) {
  private static final String FORMAT_KEY = "format";
  private static final String FORMAT = "googlenet4j checkpoint 1";

  /**
   * Writes a file beside the last checkpoint, reads it back, and only then replaces the last one.
   *
   * @throws IOException if it cannot be written; the last checkpoint stays
   */
  void write(Path file) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Map<String, String> text = new LinkedHashMap<>(training.toText());
    text.putAll(manifest.toText());
    text.put(FORMAT_KEY, FORMAT);
    Safetensors.write(learner, text, next, true);
    try (Safetensors written = Safetensors.open(next)) {
      for (Map.Entry<String, Tensor> entry : learner.entrySet()) {
        if (!Arrays.equals(written.tensor(entry.getKey()).values(), entry.getValue().values())) {
          throw new IOException(
              "%s: expected %s as it was written, found other values. Check the disk."
                  .formatted(next, entry.getKey()));
        }
      }
    }
    AtomicFile.replace(next, file);
  }

  /**
   * Reads a checkpoint.
   *
   * @throws IOException if there is no such file, it is damaged, or another version wrote it
   */
  static Checkpoint read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException(
          file
              + ": expected the checkpoint of a run, found no such file. Name the folder of a run"
              + " that was begun, or begin a new run.");
    }
    try (Safetensors stored = Safetensors.open(file)) {
      if (!FORMAT.equals(stored.metadata().get(FORMAT_KEY))) {
        throw new IOException(
            file + ": expected a checkpoint of this version, found another file. Begin a new run.");
      }
      return new Checkpoint(
          RunManifest.of(stored.metadata()), TrainingState.of(stored.metadata()), stored.tensors());
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "%s: expected what this version writes, found otherwise (%s). Begin a new run."
              .formatted(file, e.getMessage()),
          e);
    } catch (ModelFileException e) {
      String reason = String.valueOf(e.getMessage()).replace(file + ": ", "");
      int end = reason.indexOf(';'); // the first of its problems is enough
      throw new IOException(
          "%s: expected a whole checkpoint, found a damaged one (%s). Restore it from a copy, or begin a new run."
              .formatted(file, end < 0 ? reason : reason.substring(0, end)),
          e);
    }
  }
}
