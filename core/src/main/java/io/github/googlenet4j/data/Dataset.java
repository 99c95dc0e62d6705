package io.github.googlenet4j.data;

import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Labelled pictures, divided into parts. Immutable.
 *
 * @param classes labels in the order of {@link Example#label}: those of the training part, sorted
 * @param parts the examples of each part in a fixed order; an empty part is absent
 * @param notes for people, one line each: classes that a part lacks or adds, files that are no
 *     pictures
 */
public record Dataset(List<String> classes, Map<Part, List<Example>> parts, List<String> notes) {
  public Dataset {
    classes = List.copyOf(classes);
    Map<Part, List<Example>> copy = new EnumMap<>(Part.class);
    parts.forEach((part, examples) -> copy.put(part, List.copyOf(examples)));
    parts = copy;
    notes = notes.stream().map(note -> PrintableText.of(note)).toList(); // they name files
  }

  /** The same as {@link #open(List, SourceOptions, Split)}, with everything found out. */
  public static Dataset open(List<Path> sources, Split split) throws IOException {
    return open(sources, SourceOptions.DEFAULT, split);
  }

  /**
   * Reads sources of training data and joins them: folders {@code <class>/...}, folders of parts
   * with such folders in them, and CSV files with the columns {@code path,label[,split]} or what
   * people call them. Names such as {@code train}, {@code Training}, {@code val}, {@code dev} and
   * {@code seg_test} are parts. Pictures that come without parts are split. Hidden files and what a
   * system keeps for itself are left out; links are followed. Examples are sorted by their paths in
   * the source. What could mean several things is refused.
   *
   * @throws DatasetException where there is nothing to train with, in one line
   */
  public static Dataset open(List<Path> sources, SourceOptions options, Split split)
      throws IOException {
    return open(sources, options, split, () -> false);
  }

  /**
   * The same, until it is stopped.
   *
   * @param stop asked for each file
   * @throws DatasetException where there is nothing to train with, in one line
   * @throws CancellationException if {@code stop} said so
   */
  public static Dataset open(
      List<Path> sources, SourceOptions options, Split split, BooleanSupplier stop)
      throws IOException {
    return DatasetBuilder.forTraining(sources, options, split, new ScanStop(stop)).dataset();
  }

  /** The same as {@link #forEvaluation(List, SourceOptions, ClassNames)}, all of it found out. */
  public static Dataset forEvaluation(List<Path> sources, ClassNames classes) throws IOException {
    return forEvaluation(sources, SourceOptions.DEFAULT, classes);
  }

  /**
   * Reads sources as one part, {@link Part#TEST}, to evaluate a model of these classes: the test
   * part of each source that has one, else its validation part, else all of it. Pictures of other
   * classes are left out, which the notes say.
   *
   * @param classes in the model's order, which the examples' labels follow; a folder or a row of a
   *     CSV file names a class as {@link ClassNames} says
   * @throws DatasetException where no picture of these classes is there, or one is labelled with a
   *     label that several classes have, in one line
   */
  public static Dataset forEvaluation(List<Path> sources, SourceOptions options, ClassNames classes)
      throws IOException {
    return DatasetBuilder.forEvaluation(sources, options, classes).dataset();
  }

  /**
   * Reads sources as one part, {@link Part#VALIDATION}, to fit what a trained model of these
   * classes still lacks: the validation part of each source. Pictures that come without parts are
   * split, so that the same split as in training finds the same validation part.
   *
   * @param classes in the model's order, as in {@link #forEvaluation(List, SourceOptions,
   *     ClassNames)}
   * @throws DatasetException where no picture of these classes is in a validation part, or all are
   *     of one class, in one line
   */
  public static Dataset forCalibration(
      List<Path> sources, SourceOptions options, Split split, ClassNames classes)
      throws IOException {
    return DatasetBuilder.forCalibration(sources, options, split, classes).dataset();
  }

  /**
   * The same pictures under other labels.
   *
   * @param labels for each of the classes
   */
  public Dataset withLabels(Map<String, String> labels) {
    List<String> renamed = classes.stream().map(name -> labels.getOrDefault(name, name)).toList();
    return new Dataset(renamed, parts, notes);
  }

  /** The examples of a part; empty if there are none. */
  public List<Example> part(Part part) {
    return parts.getOrDefault(part, List.of());
  }
}
