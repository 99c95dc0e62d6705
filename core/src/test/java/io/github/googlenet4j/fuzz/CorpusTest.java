package io.github.googlenet4j.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The corpus that fuzzing found, read again: each file within 2 s of one thread and 256 MB. */
class CorpusTest {
  @ParameterizedTest
  @EnumSource
  void everyFileIsReadOrRefusedWithinItsBounds(FuzzTarget target) throws IOException {
    List<Path> corpus = files(target);
    assertThat(corpus).isNotEmpty();
    for (Path file : corpus) {
      target.readWithinBounds(file);
    }
  }

  private static List<Path> files(FuzzTarget target) {
    String folder = "corpus/" + target.folder();
    try (Stream<Path> files =
        Files.list(Path.of(Objects.requireNonNull(CorpusTest.class.getResource(folder)).toURI()))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
