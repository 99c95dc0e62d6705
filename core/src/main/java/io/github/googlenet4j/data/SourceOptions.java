package io.github.googlenet4j.data;

import io.github.googlenet4j.image.PictureLimits;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How sources are read where they could mean several things. Immutable.
 *
 * @param classDepth how many levels below a folder its classes are, 1 for {@code
 *     folder/<class>/...} and 2 for {@code folder/train/<class>/...}; folders above them that have
 *     the name of a part are parts. 0 to find out
 * @param root what paths in CSV files are relative to, if not to the file's folder. Where the files
 *     have moved, it replaces what all paths begin with
 * @param pathColumn the heading of the pictures' paths in CSV files, if it is not to be found out
 * @param labelColumn that of the labels
 * @param splitColumn that of the parts
 * @param corrections a CSV file {@code file,label} with right labels for some pictures; an empty
 *     label leaves a picture out
 * @param limits of the pictures
 */
public record SourceOptions(
    int classDepth,
    Optional<Path> root,
    Optional<String> pathColumn,
    Optional<String> labelColumn,
    Optional<String> splitColumn,
    Optional<Path> corrections,
    PictureLimits limits) {
  /** Everything is found out. */
  public static final SourceOptions DEFAULT =
      new SourceOptions(0, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  private static final int DEEPEST = 100;

  /** With pictures within {@link PictureLimits#DEFAULT}. */
  public SourceOptions(
      int classDepth,
      Optional<Path> root,
      Optional<String> pathColumn,
      Optional<String> labelColumn,
      Optional<String> splitColumn) {
    this(
        classDepth,
        root,
        pathColumn,
        labelColumn,
        splitColumn,
        Optional.empty(),
        PictureLimits.DEFAULT);
  }

  /**
   * @throws IllegalArgumentException if the depth is not 0 to 100
   */
  public SourceOptions {
    if (classDepth < 0 || classDepth > DEEPEST) {
      throw new IllegalArgumentException(
          "class depth: expected 1 or more, or 0 to find out, found %d. Count the folders from the data down to a class."
              .formatted(classDepth));
    }
  }

  /** With classes so many levels below a folder. */
  public SourceOptions withClassDepth(int value) {
    return new SourceOptions(
        value, root, pathColumn, labelColumn, splitColumn, corrections, limits);
  }

  /** With paths in CSV files relative to this folder. */
  public SourceOptions withRoot(Path value) {
    return new SourceOptions(
        classDepth, Optional.of(value), pathColumn, labelColumn, splitColumn, corrections, limits);
  }

  /** With paths in the column of this heading. */
  public SourceOptions withPathColumn(String value) {
    return new SourceOptions(
        classDepth, root, Optional.of(value), labelColumn, splitColumn, corrections, limits);
  }

  /** With labels in the column of this heading. */
  public SourceOptions withLabelColumn(String value) {
    return new SourceOptions(
        classDepth, root, pathColumn, Optional.of(value), splitColumn, corrections, limits);
  }

  /** With parts in the column of this heading. */
  public SourceOptions withSplitColumn(String value) {
    return new SourceOptions(
        classDepth, root, pathColumn, labelColumn, Optional.of(value), corrections, limits);
  }

  /** With the corrections in this file. */
  public SourceOptions withCorrections(Path value) {
    return new SourceOptions(
        classDepth, root, pathColumn, labelColumn, splitColumn, Optional.of(value), limits);
  }

  /** With these limits of the pictures. */
  public SourceOptions withLimits(PictureLimits value) {
    return new SourceOptions(
        classDepth, root, pathColumn, labelColumn, splitColumn, corrections, value);
  }
}
