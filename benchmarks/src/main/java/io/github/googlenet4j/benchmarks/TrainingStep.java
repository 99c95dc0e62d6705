package io.github.googlenet4j.benchmarks;

import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.loading.Batch;
import io.github.googlenet4j.loading.PicturePipeline;
import io.github.googlenet4j.train.Preset;
import io.github.googlenet4j.train.Recipe;
import io.github.googlenet4j.train.RecipeFile;
import io.github.googlenet4j.trainer.Learner;
import io.github.googlenet4j.trainer.StartingPoint;
import io.github.googlenet4j.trainer.Trainer;
import io.github.googlenet4j.trainer.TrainingEngine;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** One step of ours on a batch in memory: forward, backward, update. */
final class TrainingStep implements Contestant {
  static final int CLASSES = 10;

  private final Learner learner;
  private final Batch batch;
  private int step;

  private TrainingStep(Learner learner, Batch batch) {
    this.learner = learner;
    this.batch = batch;
  }

  /** Takes variant, whether with auxiliary heads, precision, side and batch. */
  static TrainingStep of(List<String> arguments) {
    int side = Integer.parseInt(arguments.get(3));
    int size = Integer.parseInt(arguments.get(4));
    return of(arguments.get(0), arguments.get(1), arguments.get(2), side, size);
  }

  static TrainingStep of(String variant, String auxiliary, String precision, int side, int size) {
    Learner learner = learner(variant, auxiliary, precision, side, CLASSES);
    return new TrainingStep(learner, batch(side, size));
  }

  /** Ours, begun anew. */
  static Learner learner(
      String variant, String auxiliary, String precision, int side, int classes) {
    Recipe recipe = recipe(variant, auxiliary, precision, side);
    StartingPoint start = start(recipe, classes);
    return TrainingEngine.best()
        .learner(start.network(recipe, side), Trainer.learnerOptions(recipe, start, 1000));
  }

  /** The network that training would begin with. */
  static Network network(String variant, String auxiliary, int side) {
    Recipe recipe = recipe(variant, auxiliary, "fp32", side);
    return start(recipe, CLASSES).network(recipe, side);
  }

  private static Recipe recipe(String variant, String auxiliary, String precision, int side) {
    return RecipeFile.with(
        Preset.SCRATCH.recipe().atSide(side),
        RecipeFile.parse(
            "variant: %s%nheads: {auxiliary: %s}%nmachine: {precision: %s}%n"
                .formatted(variant, auxiliary, precision)));
  }

  private static StartingPoint start(Recipe recipe, int count) {
    List<String> classes = IntStream.range(0, count).mapToObj(i -> "class " + i).toList();
    return StartingPoint.scratch(recipe, classes);
  }

  @Override
  public double seconds() {
    long start = System.nanoTime();
    learner.accumulate(batch, 1, step++);
    learner.update(1e-5);
    return 1e-9 * (System.nanoTime() - start);
  }

  @Override
  public void close() {
    learner.close();
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
