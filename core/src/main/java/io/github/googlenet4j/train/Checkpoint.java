package io.github.googlenet4j.train;

import io.github.googlenet4j.file.ModelFileException;
import io.github.googlenet4j.file.Safetensors;
import io.github.googlenet4j.graph.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;

/**
 * All that a run needs to go on as if it had never stopped: a safetensors file of the learner's
 * state, its metadata the position and the sums of the epoch at work.
 *
 * @param position what is counted, as text
 * @param state of the learner
 */
record Checkpoint(Map<String, String> position, Map<String, Tensor> state) {
  private static final String FORMAT = "googlenet4j checkpoint 1";

  /**
   * Writes it beside the one that is there, reads it back, and only then takes its place.
   *
   * @throws IOException if it cannot be written; the one that is there stays
   */
  void write(Path file) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    position.put("format", FORMAT);
    Safetensors.write(state, position, next, true);
    try (Safetensors written = Safetensors.open(next)) {
      for (Map.Entry<String, Tensor> entry : state.entrySet()) {
        if (!Arrays.equals(written.tensor(entry.getKey()).values(), entry.getValue().values())) {
          throw new IOException(
              "%s: expected %s as it was written, found other values. Check the disk."
                  .formatted(next, entry.getKey()));
        }
      }
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Reads one.
   *
   * @throws IOException if there is none or it is not whole
   */
  static Checkpoint read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new IOException(
          file
              + ": expected the checkpoint of a run, found no such file. Name the folder of a run"
              + " that was begun, or begin a new run.");
    }
    try (Safetensors stored = Safetensors.open(file)) {
      if (!FORMAT.equals(stored.metadata().get("format"))) {
        throw new IOException(
            file + ": expected a checkpoint of this version, found another file. Begin a new run.");
      }
      return new Checkpoint(stored.metadata(), stored.tensors());
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
