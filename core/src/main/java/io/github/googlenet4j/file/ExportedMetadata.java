package io.github.googlenet4j.file;

import io.github.googlenet4j.graph.Operation.Normalization;
import io.github.googlenet4j.image.Preparation;
import java.util.List;
import java.util.Optional;

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
  /** Lists are copied. */
  public ExportedMetadata {
    classes = List.copyOf(classes);
    classIds = List.copyOf(classIds);
  }
}
