package io.github.googlenet4j.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** A folder for files with the names of pictures, and what a dataset makes of them. */
abstract class EmptyPictures {
  @TempDir Path folder = Path.of("");

  /** Empty files: nothing here reads pictures. */
  void files(String... names) throws IOException {
    for (String name : names) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    }
  }

  static Dataset open(Path... sources) throws IOException {
    return Dataset.open(List.of(sources), Split.DEFAULT);
  }

  List<String> names(Dataset dataset, Part part) {
    return dataset.part(part).stream()
        .map(
            example ->
                folder.relativize(example.file()).toString().replace('\\', '/')
                    + " "
                    + example.label())
        .toList();
  }

  void refused(String path, String message) {
    assertThatThrownBy(() -> open(folder.resolve(path)))
        .isInstanceOf(DatasetException.class)
        .hasMessage(folder.resolve(path) + ": " + message);
  }
}
