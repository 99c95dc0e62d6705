package io.github.googlenet4j.loading;

import io.github.googlenet4j.data.Augmentation;
import io.github.googlenet4j.data.DrawnPictures;
import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.loading.LoaderOptions.Sampling;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;

/** Batches of drawn pictures of three classes, copied so that they outlast the loader. */
abstract class LoadedBatches {
  static final int SIDE = 16;
  static final LoaderOptions OPTIONS = options(draft -> {});
  static final Augmentation EVERYTHING =
      Augmentation.PAPER.withMixup(.4).withCutmix(1).withErasing(.5);

  @TempDir Path folder = Path.of("");

  /** Options that a test may change: batches of four pictures of 16 pixels. */
  static final class Draft {
    Augmentation augmentation = Augmentation.PAPER;
    int batch = 4;
    int largestSide = SIDE;
    long seed = 7;
    Sampling sampling = Sampling.SHUFFLED;
    double labelSmoothing = 0;
    boolean classWeights = false;
    long cacheBytes = 1L << 30;
    int threads = 0;
  }

  static LoaderOptions options(Consumer<Draft> change) {
    Draft draft = new Draft();
    change.accept(draft);
    return new LoaderOptions(
        draft.augmentation,
        draft.batch,
        draft.largestSide,
        draft.seed,
        draft.sampling,
        draft.labelSmoothing,
        draft.classWeights,
        draft.cacheBytes,
        draft.threads,
        PictureLimits.DEFAULT);
  }

  /** A batch, copied. */
  record Copy(List<Float> pictures, List<Float> targets, List<Integer> labels, int size) {
    static Copy of(Batch batch) {
      return new Copy(
          list(batch.pictures()),
          list(batch.targets()),
          Arrays.stream(batch.labels()).boxed().toList(),
          batch.size());
    }

    private static List<Float> list(FloatBuffer buffer) {
      List<Float> values = new ArrayList<>();
      for (int i = 0; i < buffer.limit(); i++) {
        values.add(buffer.get(i));
      }
      return values;
    }
  }

  static List<Copy> rest(TrainingLoader loader) {
    List<Copy> batches = new ArrayList<>();
    for (Optional<Batch> batch = loader.next(); batch.isPresent(); batch = loader.next()) {
      batches.add(Copy.of(batch.get()));
    }
    return batches;
  }

  static List<Copy> epoch(
      List<Example> examples, LoaderOptions options, int epoch, int firstBatch) {
    try (TrainingLoader loader = new TrainingLoader(examples, 3, options)) {
      loader.start(epoch, firstBatch, SIDE);
      return rest(loader);
    }
  }

  List<Example> examples(int count) throws IOException {
    return DrawnPictures.examples(folder, IntStream.range(0, count).map(i -> i * 7 % 3).toArray());
  }
}
