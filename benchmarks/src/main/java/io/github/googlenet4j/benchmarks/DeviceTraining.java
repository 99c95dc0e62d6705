package io.github.googlenet4j.benchmarks;

import io.github.googlenet4j.data.Augmentation;
import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.data.Split;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.loading.Batch;
import io.github.googlenet4j.loading.LoaderOptions;
import io.github.googlenet4j.loading.LoaderOptions.Sampling;
import io.github.googlenet4j.loading.PicturePipeline;
import io.github.googlenet4j.loading.TrainingLoader;
import io.github.googlenet4j.trainer.Learner;
import io.github.googlenet4j.trainer.Learner.HeadResult;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Training steps on the best device: random pictures that lie in memory, or pictures of a folder,
 * decoded and varied for each step. A step's results are asked for when the next one is under way.
 *
 * <p>Takes variant, precision, side, batch, rounds, steps in a round, and the folder or nothing.
 */
final class DeviceTraining {
  private static final int CLASSES = 1000;
  private static final int WARM = 5;

  private DeviceTraining() {}

  /** Where the next batch comes from. */
  private interface Source extends AutoCloseable {
    Batch next();

    @Override
    default void close() {}
  }

  /** Prints a line a round, then the median. */
  public static void main(String[] arguments) throws IOException {
    String variant = arguments[0];
    String precision = arguments[1];
    int side = Integer.parseInt(arguments[2]);
    int size = Integer.parseInt(arguments[3]);
    int rounds = Integer.parseInt(arguments[4]);
    int steps = Integer.parseInt(arguments[5]);
    boolean folder = arguments.length > 6;
    double[] rates = new double[rounds];
    try (Learner learner = TrainingStep.learner(variant, "true", precision, side, CLASSES);
        Source source = folder ? pictures(Path.of(arguments[6]), size, side) : random(size, side)) {
      System.out.println(learner.description());
      run(learner, source, WARM);
      for (int round = 0; round < rounds; round++) {
        long start = System.nanoTime();
        run(learner, source, steps);
        double seconds = 1e-9 * (System.nanoTime() - start) / steps;
        rates[round] = size / seconds;
        System.out.printf(
            Locale.ROOT,
            "%.2f ms, %.0f images/s, %d MB resident%n",
            1e3 * seconds,
            rates[round],
            MemoryReadings.resident() >> 10);
      }
    }
    Arrays.sort(rates);
    System.out.printf(
        Locale.ROOT,
        "%s %s side %d batch %d%s: %.0f images/s%n",
        variant,
        precision,
        side,
        size,
        folder ? ", from files" : "",
        rates[rounds / 2]);
  }

  private static void run(Learner learner, Source source, int steps) {
    Supplier<Map<Head, HeadResult>> before = Map::of;
    for (int step = 0; step < steps; step++) {
      Supplier<Map<Head, HeadResult>> results = learner.begin(source.next(), 1, step);
      learner.update(1e-4);
      await(before);
      before = results;
    }
    await(before);
  }

  private static void await(Supplier<Map<Head, HeadResult>> results) {
    var unused = results.get();
  }

  private static Source random(int size, int side) {
    Random random = new Random(1);
    FloatBuffer pictures = PicturePipeline.buffer(size * side * side * 3);
    for (int i = 0; i < pictures.capacity(); i++) {
      pictures.put(i, random.nextInt(256));
    }
    FloatBuffer targets = PicturePipeline.buffer(size * CLASSES);
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      labels[i] = i % CLASSES;
      targets.put(i * CLASSES + labels[i], 1);
    }
    Batch batch = new Batch(pictures, targets, labels, size, side);
    return () -> batch;
  }

  private static Source pictures(Path folder, int size, int side) throws IOException {
    Dataset dataset = Dataset.open(List.of(folder), Split.DEFAULT);
    LoaderOptions options =
        new LoaderOptions(
            Augmentation.PAPER,
            size,
            side,
            0,
            Sampling.SHUFFLED,
            0,
            false,
            0,
            0,
            PictureLimits.DEFAULT);
    TrainingLoader loader = new TrainingLoader(dataset.part(Part.TRAIN), CLASSES, options);
    loader.start(0, 0, side);
    return new Source() {
      private int epoch;

      @Override
      public Batch next() {
        Optional<Batch> batch = loader.next();
        while (batch.isEmpty()) {
          loader.start(++epoch, 0, side);
          batch = loader.next();
        }
        return batch.get();
      }

      @Override
      public void close() {
        loader.close();
      }
    };
  }
}
