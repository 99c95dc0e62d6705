package io.github.googlenet4j.file;

import io.github.googlenet4j.graph.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** A safetensors file in a folder of its own, and what reading all of it ends with. */
abstract class SafetensorsFile {
  @TempDir Path folder = Path.of("");

  Path file() {
    return folder.resolve("x.safetensors");
  }

  /** The message that reading all of a file ends with, without the path in front. */
  String refusal(Path file) {
    return Refusal.of(file, () -> readAll(file));
  }

  String refusal(String header, int... data) throws IOException {
    return refusal(RawSafetensors.write(file(), header, data));
  }

  static Map<String, Tensor> readAll(Path file) throws IOException {
    try (Safetensors safetensors = Safetensors.open(file)) {
      return safetensors.tensors();
    }
  }
}
