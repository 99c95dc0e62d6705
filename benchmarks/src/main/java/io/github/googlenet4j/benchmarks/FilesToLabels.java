package io.github.googlenet4j.benchmarks;

import io.github.googlenet4j.Classifier;
import io.github.googlenet4j.ClassifierOptions;
import io.github.googlenet4j.Result;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.file.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** JPEG files to ranked labels, by {@link Classifier#classifyAll}. */
final class FilesToLabels implements Contestant {
  /** Pictures in one turn at most. */
  private static final int MOST = 8 * EngineOptions.DEFAULT.largestBatch();

  private final Classifier classifier;
  private final List<Path> pictures;

  /** Takes the engine, the precision, the model file and the folder. */
  FilesToLabels(List<String> arguments) throws IOException {
    pictures = pictures(Path.of(arguments.get(3)));
    EngineOptions options = EngineOptions.DEFAULT.withPrecision(Answer.precision(arguments.get(1)));
    classifier =
        Classifier.of(
            ModelFile.read(Path.of(arguments.get(2))),
            Answer.engine(arguments.get(0)),
            ClassifierOptions.DEFAULT.withEngine(options));
  }

  /**
   * Some of the JPEGs in a folder, spread over its subfolders.
   *
   * @throws IllegalArgumentException if there are none
   */
  static List<Path> pictures(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.filter(file -> file.toString().endsWith(".jpg")).sorted().toList();
    }
    if (all.isEmpty()) {
      throw new IllegalArgumentException(folder + ": expected .jpg files, found none.");
    }
    int count = Math.min(MOST, all.size());
    return IntStream.range(0, count)
        .mapToObj(i -> all.get((int) ((long) i * all.size() / count)))
        .toList();
  }

  @Override
  public int runs() {
    return 3;
  }

  @Override
  public double seconds() {
    long start = System.nanoTime();
    classifier.classifyAll(pictures, FilesToLabels::requireAnswer);
    return 1e-9 * (System.nanoTime() - start);
  }

  private static void requireAnswer(Result result) {
    if (result instanceof Result.Refusal refusal) {
      throw new IllegalStateException(refusal.toString());
    }
  }

  @Override
  public void close() {
    classifier.close();
  }
}
