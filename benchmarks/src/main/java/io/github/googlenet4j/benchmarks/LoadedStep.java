package io.github.googlenet4j.benchmarks;

import io.github.googlenet4j.data.Augmentation;
import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.data.Split;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.loading.Batch;
import io.github.googlenet4j.loading.LoaderOptions;
import io.github.googlenet4j.loading.LoaderOptions.Sampling;
import io.github.googlenet4j.loading.TrainingLoader;
import io.github.googlenet4j.trainer.Learner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The same step on pictures from files, decoded and augmented beside it: what loading costs. The
 * folder has {@value TrainingStep#CLASSES} classes.
 */
final class LoadedStep implements Contestant {
  private final Learner learner;
  private final TrainingLoader loader;
  private final int side;
  private int epoch;
  private int step;

  /** Takes variant, whether with auxiliary heads, precision, side, batch and the folder. */
  LoadedStep(List<String> arguments) throws IOException {
    side = Integer.parseInt(arguments.get(3));
    Dataset dataset = Dataset.open(List.of(Path.of(arguments.get(5))), Split.DEFAULT);
    LoaderOptions options =
        new LoaderOptions(
            Augmentation.PAPER,
            Integer.parseInt(arguments.get(4)),
            side,
            0,
            Sampling.SHUFFLED,
            0,
            false,
            0, // no cache: each picture is decoded, as in a first epoch
            0,
            PictureLimits.DEFAULT);
    loader = new TrainingLoader(dataset.part(Part.TRAIN), TrainingStep.CLASSES, options);
    learner =
        TrainingStep.learner(
            arguments.get(0), arguments.get(1), arguments.get(2), side, TrainingStep.CLASSES);
    loader.start(epoch, 0, side);
  }

  @Override
  public double seconds() {
    long start = System.nanoTime();
    learner.accumulate(next(), 1, step++);
    learner.update(1e-5);
    return 1e-9 * (System.nanoTime() - start);
  }

  private Batch next() {
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
    learner.close();
  }
}
