package io.github.googlenet4j.file;

import io.github.googlenet4j.graph.Operation.Normalization;
import io.github.googlenet4j.image.Preparation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a file that a model was exported to says of labels and pictures, in the keys of a model
 * file.
 *
 * @param classes labels in the order of the outputs
 * @param classIds an id for each class, or none
 * @param normalization from picture to network input; empty where the file's network does it
 * @param preparation from photograph to picture
 */
public record ExportedMetadata(
    List<String> classes,
    List<String> classIds,
    Optional<Normalization> normalization,
    Preparation preparation) {
  private static final Set<String> KEYS =
      Set.of(
          "classes",
          "preparation.fit",
          "preparation.resize",
          "preparation.crop",
          "preparation.filter");

  /** Lists are copied. */
  public ExportedMetadata {
    classes = List.copyOf(classes);
    classIds = List.copyOf(classIds);
  }

  /**
   * Reads it; empty if the file is not one that a model was exported to.
   *
   * @param metadata of the file; other keys do not matter
   * @throws ModelFileException if the keys are there and make no sense
   */
  public static Optional<ExportedMetadata> of(Path file, Map<String, String> metadata)
      throws IOException {
    return metadata.keySet().containsAll(KEYS)
        ? Optional.of(ModelMetadata.exported(file, metadata))
        : Optional.empty();
  }
}
