package io.github.googlenet4j.weights;

import io.github.googlenet4j.file.Safetensors;
import io.github.googlenet4j.file.TensorFile;
import java.io.IOException;
import java.nio.file.Path;

/** Opens a file of golden results by its first bytes. */
final class GoldenFiles {
  private GoldenFiles() {}

  static TensorFile open(Path file) throws IOException {
    return ForeignFiles.isZip(file) ? NpzFile.open(file) : Safetensors.open(file);
  }
}
