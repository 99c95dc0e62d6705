package io.github.googlenet4j.weights;

import io.github.googlenet4j.file.Labels.LabelsWithIds;
import io.github.googlenet4j.model.Variant;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a user says of foreign weights; the rest is found out.
 *
 * @param variant which network they belong to; empty to tell it from the tensors
 * @param labels in the order of the outputs; empty for those in the file, or the usual ones of so
 *     many outputs
 * @param labelSource where the labels are from, for messages
 * @param input how the pictures were prepared that they were trained with; empty to tell it from
 *     the file
 * @param source what the model remembers of where they come from; empty for what the file says
 */
public record ImportOptions(
    Optional<Variant> variant,
    Optional<LabelsWithIds> labels,
    Path labelSource,
    Optional<TrainedInput> input,
    Optional<String> source) {

  /** Everything is found out. */
  public static final ImportOptions DEFAULT =
      new ImportOptions(
          Optional.empty(),
          Optional.empty(),
          Path.of("labels"),
          Optional.empty(),
          Optional.empty());

  /** With a variant. */
  public ImportOptions withVariant(Variant value) {
    return new ImportOptions(Optional.of(value), labels, labelSource, input, source);
  }

  /** With labels of a source. */
  public ImportOptions withLabels(LabelsWithIds value, Path from) {
    return new ImportOptions(variant, Optional.of(value), from, input, source);
  }

  /** With labels of a published data set. */
  public ImportOptions withLabels(PublishedLabels value) {
    return withLabels(value.read(), Path.of(value.toString()));
  }

  /** With a preparation of pictures. */
  public ImportOptions withInput(TrainedInput value) {
    return new ImportOptions(variant, labels, labelSource, Optional.of(value), source);
  }

  /** With a source that the model remembers: printable text of one line. */
  public ImportOptions withSource(String value) {
    return new ImportOptions(variant, labels, labelSource, input, Optional.of(value));
  }
}
