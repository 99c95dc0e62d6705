package io.github.googlenet4j.benchmarks;

import io.github.googlenet4j.data.Batch;
import io.github.googlenet4j.data.PicturePipeline;
import io.github.googlenet4j.train.Learner;
import io.github.googlenet4j.train.Preset;
import io.github.googlenet4j.train.Recipe;
import io.github.googlenet4j.train.RecipeFile;
import io.github.googlenet4j.train.StartingPoint;
import io.github.googlenet4j.train.Trainer;
import io.github.googlenet4j.train.TrainingEngine;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * How fast a training step is, all three heads, against the machine's best matrix product; and
 * whether memory stays flat.
 *
 * <p>Arguments: {@code speed VARIANT SIDE BATCH STEPS}, or {@code memory STEPS}.
 */
@SuppressWarnings("try") // a scope acts by being open
public final class TrainingSpeed {
  /** Multiplications and additions of a step for one picture of 224 pixels. */
  private static final double OPERATIONS = 9.5e9;

  private static final int CLASSES = 10;
  private static final int MATRIX = 2048;

  private TrainingSpeed() {}

  /** Runs one of them. */
  public static void main(String[] arguments) throws Exception {
    if (arguments[0].equals("memory")) {
      memory(Integer.parseInt(arguments[1]));
    } else {
      speed(
          arguments[1],
          Integer.parseInt(arguments[2]),
          Integer.parseInt(arguments[3]),
          Integer.parseInt(arguments[4]));
    }
  }

  private static void speed(String variant, int side, int size, int steps) {
    double[] seconds = new double[steps];
    double[] rates = new double[steps];
    Batch batch = batch(side, size);
    try (Learner learner = learner(variant, side)) {
      for (int step = -3; step < steps; step++) {
        double rate = product(); // interleaved: the machine changes its mind
        long start = System.nanoTime();
        learner.accumulate(batch, 1, step);
        learner.update(1e-4);
        if (step >= 0) {
          seconds[step] = 1e-9 * (System.nanoTime() - start);
          rates[step] = rate;
        }
      }
    }
    double step = median(seconds);
    double best = Arrays.stream(rates).max().orElse(0);
    double scale = (double) side * side / (224 * 224);
    System.out.printf(
        Locale.ROOT,
        "%s, %d px, batch %d: median %.0f ms a step (%.0f to %.0f), %.1f images/s; best product"
            + " %.0f GFLOP/s (median %.0f), share %.2f%n",
        variant,
        side,
        size,
        1000 * step,
        1000 * Arrays.stream(seconds).min().orElse(0),
        1000 * Arrays.stream(seconds).max().orElse(0),
        size / step,
        best / 1e9,
        median(rates) / 1e9,
        OPERATIONS * scale * size / step / best);
  }

  private static double product() {
    try (PointerScope scope = new PointerScope()) {
      Tensor one = torch.randn(MATRIX, MATRIX);
      Tensor other = torch.randn(MATRIX, MATRIX);
      long start = System.nanoTime();
      torch.mm(one, other);
      return 2.0 * MATRIX * MATRIX * MATRIX / (1e-9 * (System.nanoTime() - start));
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static void memory(int steps) throws Exception {
    Batch batch = batch(32, 2);
    long first = 0;
    try (Learner learner = learner("batch_norm", 32)) {
      for (int step = 1; step <= steps; step++) {
        learner.accumulate(batch, 1, step);
        learner.update(1e-5);
        if (step == steps / 10 || step % (steps / 10) == 0) {
          System.gc();
          long resident = resident();
          first = first == 0 ? resident : first;
          System.out.printf(
              Locale.ROOT,
              "step %d: %d kB resident, %+.2f %%%n",
              step,
              resident,
              100.0 * (resident - first) / first);
        }
      }
    }
  }

  private static long resident() throws Exception {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IllegalStateException("/proc/self/status: expected VmRSS, found none.");
  }

  private static Learner learner(String variant, int side) {
    Recipe recipe =
        RecipeFile.with(
            Preset.SCRATCH.recipe().atSide(side), RecipeFile.parse("variant: " + variant));
    List<String> classes = IntStream.range(0, CLASSES).mapToObj(i -> "class " + i).toList();
    StartingPoint start = StartingPoint.scratch(recipe, classes);
    return TrainingEngine.best()
        .learner(start.network(recipe, side), Trainer.learnerOptions(recipe, start, 1000));
  }

  private static Batch batch(int side, int size) {
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
    return new Batch(pictures, targets, labels, size, side);
  }
}
