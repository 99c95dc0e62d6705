package io.github.googlenet4j.cli;

import io.github.googlenet4j.ensemble.Ensemble;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.image.Crops;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options of commands that several models, and several crops of a picture, may answer. */
final class ModelFlags {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      description =
          "Model file. Several are an ensemble: the mean of their probabilities is the answer.")
  private List<Path> files = List.of();

  @Option(
      names = "--crops",
      paramLabel = "N",
      description =
          "Squares of each picture that the network sees: 1 (the centre), 10 (corners and centre,"
              + " also mirrored) or 144 (the paper's section 7) (default: ${DEFAULT-VALUE}).")
  private int crops = Crops.ONE.count();

  /** The crops asked for; refuses another number. */
  Crops crops() {
    return Crops.of(crops);
  }

  /** The files, as they were named. */
  List<Path> files() {
    return files;
  }

  /** What to call all of them. */
  String name() {
    return String.join(" + ", files.stream().map(Path::toString).toList());
  }

  /**
   * Reads the models.
   *
   * @throws IllegalArgumentException if their classes differ
   */
  List<Model> read() throws IOException {
    List<Model> models = new ArrayList<>();
    for (Path file : files) {
      models.add(ModelFile.read(file));
    }
    Ensemble.check(models, files.stream().map(Path::toString).toList());
    return models;
  }
}
