package io.github.googlenet4j.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.github.googlenet4j.file.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Results for programs: JSON that is there complete or not at all. */
final class ResultFile {
  private ResultFile() {}

  /** Writes or replaces it. */
  static void write(Path file, List<? extends Record> rows) throws IOException {
    String json =
        new ObjectMapper()
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(rows);
    AtomicFile.write(file, true, json + "\n");
  }
}
