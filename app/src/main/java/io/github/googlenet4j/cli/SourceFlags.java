package io.github.googlenet4j.cli;

import io.github.googlenet4j.data.SourceOptions;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of commands that read labelled pictures: they decide where the layout does not. */
final class SourceFlags {
  @Option(
      names = "--class-depth",
      paramLabel = "N",
      description = "The classes are the folders N levels below DATA (default: found out).")
  private int classDepth;

  @Option(
      names = "--root",
      paramLabel = "FOLDER",
      description =
          "Paths in a CSV file are relative to this folder, also those that began elsewhere before"
              + " (default: the file's folder).")
  private Optional<Path> root = Optional.empty();

  @Option(
      names = "--path-column",
      paramLabel = "NAME",
      description = "Heading of the paths in a CSV file (default: found out).")
  private Optional<String> pathColumn = Optional.empty();

  @Option(
      names = "--label-column",
      paramLabel = "NAME",
      description = "Heading of the labels (default: found out).")
  private Optional<String> labelColumn = Optional.empty();

  @Option(
      names = "--split-column",
      paramLabel = "NAME",
      description = "Heading of the parts (default: found out).")
  private Optional<String> splitColumn = Optional.empty();

  @Option(
      names = "--corrections",
      paramLabel = "FILE",
      description =
          "CSV file file,label with right labels for some pictures, as the page of 'clean' writes"
              + " it; an empty label leaves a picture out.")
  private Optional<Path> corrections = Optional.empty();

  @Mixin private PictureLimitFlags limits = new PictureLimitFlags();

  /** The options that these flags make; refuses values out of their range. */
  SourceOptions options() {
    SourceOptions options =
        new SourceOptions(classDepth, root, pathColumn, labelColumn, splitColumn)
            .withLimits(limits.limits());
    return corrections.map(options::withCorrections).orElse(options);
  }
}
