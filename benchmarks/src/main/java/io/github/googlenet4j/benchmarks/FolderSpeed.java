package io.github.googlenet4j.benchmarks;

import io.github.googlenet4j.Classifier;
import io.github.googlenet4j.ClassifierOptions;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.graph.Inference;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Pictures a second from files to labels, beside those of the engine alone on a batch in memory.
 *
 * <p>Rounds of both take turns, so that a machine that slows down slows both; medians are printed.
 */
public final class FolderSpeed {
  private static final int ROUNDS = 7;

  private FolderSpeed() {}

  /** Takes a model file and a folder of JPEGs. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 2) {
      System.err.println("usage: benchmarks/folder MODEL FOLDER");
      System.exit(2);
    }
    Model model = ModelFile.read(Path.of(arguments[0]));
    List<Path> pictures;
    try (Stream<Path> files = Files.walk(Path.of(arguments[1]))) {
      pictures = files.filter(file -> file.toString().endsWith(".jpg")).sorted().toList();
    }
    int batch = EngineOptions.DEFAULT.largestBatch();
    double[] engine = new double[ROUNDS];
    double[] folder = new double[ROUNDS];
    for (int round = -1; round < ROUNDS; round++) { // one round to warm up
      double alone = engine(model, batch, pictures.size() / batch);
      double whole = folder(model, pictures);
      if (round >= 0) {
        engine[round] = alone;
        folder[round] = whole;
      }
    }
    System.out.printf("engine alone, batch %d: %.1f pictures/s%n", batch, median(engine));
    System.out.printf("%d files to labels: %.1f pictures/s%n", pictures.size(), median(folder));
    double[] ratios = new double[ROUNDS];
    Arrays.setAll(ratios, i -> folder[i] / engine[i]);
    System.out.printf("share of the engine's rate: %.2f%n", median(ratios));
  }

  /** Only one program is open at a time: the threads of a second would be in its way. */
  private static double engine(Model model, int batch, int runs) {
    try (Program program =
        Engine.best().compile(Inference.apply(model.network()), EngineOptions.DEFAULT)) {
      FloatBuffer buffer =
          ByteBuffer.allocateDirect(Float.BYTES * batch * program.input().size())
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
      program.run(buffer, batch); // compiles for this size
      long start = System.nanoTime();
      for (int i = 0; i < runs; i++) {
        program.run(buffer, batch);
      }
      return runs * batch / seconds(start);
    }
  }

  private static double folder(Model model, List<Path> pictures) {
    try (Classifier classifier = Classifier.of(model, Engine.best(), ClassifierOptions.DEFAULT)) {
      classifier.classifyAll(pictures.subList(0, Math.min(16, pictures.size())), result -> {});
      long start = System.nanoTime();
      classifier.classifyAll(pictures, result -> {});
      return pictures.size() / seconds(start);
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
