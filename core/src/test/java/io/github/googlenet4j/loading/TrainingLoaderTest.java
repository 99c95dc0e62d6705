package io.github.googlenet4j.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.data.Augmentation;
import io.github.googlenet4j.data.Example;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which batches come, in which order, and what a loader owes its threads. */
class TrainingLoaderTest extends LoadedBatches {
  @ParameterizedTest
  @CsvSource({"1,0", "4,0", "4,7000", "3,1000000000"})
  void batchesDependNeitherOnThreadsNorOnTheCache(int threads, long cache) throws IOException {
    List<Example> examples = examples(18);
    List<Copy> expected = epoch(examples, everything(2, 0), 3, 0);
    assertThat(expected).hasSize(5);

    try (TrainingLoader loader = new TrainingLoader(examples, 3, everything(threads, cache))) {
      loader.start(2, 0, SIDE);
      rest(loader); // so that the cache, if any, is full
      loader.start(3, 0, SIDE);
      assertThat(rest(loader)).isEqualTo(expected);
    }
  }

  private static LoaderOptions everything(int threads, long cache) {
    return options(
        draft -> {
          draft.augmentation = EVERYTHING;
          draft.threads = threads;
          draft.cacheBytes = cache;
        });
  }

  @Test
  void anEpochGoesOnInItsMiddle() throws IOException {
    List<Example> examples = examples(18);
    LoaderOptions options = options(draft -> draft.augmentation = EVERYTHING);
    List<Copy> whole = epoch(examples, options, 5, 0);

    assertThat(epoch(examples, options, 5, 2)).isEqualTo(whole.subList(2, 5));
    assertThat(epoch(examples, options, 5, 5)).isEmpty();
  }

  @Test
  void startDropsWhatIsUnderWay() throws IOException {
    List<Example> examples = examples(18);
    List<Copy> expected = epoch(examples, OPTIONS, 1, 0);
    try (TrainingLoader loader = new TrainingLoader(examples, 3, OPTIONS)) {
      for (int i = 0; i < 20; i++) {
        loader.start(9 + i, 0, SIDE - i % 2);
        if (i % 3 > 0) {
          loader.next();
        }
      }
      loader.start(1, 0, SIDE);
      assertThat(rest(loader)).isEqualTo(expected);
      assertThat(loader.next()).isEmpty();
      assertThat(loader.refusals()).isEmpty(); // an interrupted decoder refuses nothing
    }
  }

  @Test
  void epochsAndSeedsDiffer() throws IOException {
    List<Example> examples = examples(8);
    List<Copy> first = epoch(examples, OPTIONS, 1, 0);
    assertThat(epoch(examples, OPTIONS, 2, 0)).isNotEqualTo(first);
    assertThat(epoch(examples, options(draft -> draft.seed = 8), 1, 0)).isNotEqualTo(first);
  }

  /** Each picture is one colour that tells which it is. */
  @Test
  void everyPictureComesOnceInAnEpoch() throws IOException {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      examples.add(plain(i, i % 3));
    }
    LoaderOptions options = options(draft -> draft.augmentation = Augmentation.NONE);
    List<Integer> seen = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (Copy batch : epoch(examples, options, 4, 0)) {
      for (int i = 0; i < batch.size(); i++) {
        seen.add(Math.round(batch.pictures().get(i * SIDE * SIDE * 3) / 10));
        labels.add(batch.labels().get(i));
      }
    }
    assertThat(seen).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    assertThat(seen).isNotEqualTo(seen.stream().sorted().toList());
    assertThat(labels).isEqualTo(seen.stream().map(i -> i % 3).toList());
  }

  private Example plain(int number, int label) throws IOException {
    BufferedImage image = new BufferedImage(20, 20, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 400; i++) {
      image.setRGB(i % 20, i / 20, number * 10 * 0x10101);
    }
    Path file = folder.resolve("plain" + number + ".png");
    ImageIO.write(image, "png", file.toFile());
    return new Example(file, label);
  }

  @Test
  void batchesAreEvenAndHoldAllPictures() throws IOException {
    List<Example> nine = examples(9);
    assertThat(epoch(nine, OPTIONS, 0, 0)).extracting(Copy::size).containsExactly(3, 3, 3);
    assertThat(epoch(nine.subList(0, 5), OPTIONS, 0, 0))
        .extracting(Copy::size)
        .containsExactly(2, 3);
    assertThat(epoch(nine.subList(0, 3), OPTIONS, 0, 0)).extracting(Copy::size).containsExactly(3);
  }

  @Test
  void noBatchIsMuchSmallerThanTheOthers() {
    for (int examples = 1; examples < 200; examples++) {
      for (int batch = 1; batch < 70; batch++) {
        int batches = TrainingLoader.batchesPerEpoch(examples, batch);
        int largest = (examples + batches - 1) / batches;
        assertThat(largest).isLessThanOrEqualTo(batch);
        assertThat((batches - 1) * batch).isLessThan(examples);
      }
    }
  }

  @Test
  void closeEndsAllThreads() throws IOException {
    int before = loaderThreads();
    TrainingLoader loader =
        new TrainingLoader(examples(18), 3, options(draft -> draft.threads = 5));
    loader.start(0, 0, SIDE);
    assertThat(loaderThreads()).isEqualTo(before + 5);
    loader.close();
    assertThat(loaderThreads()).isEqualTo(before);
    loader.close();
    assertThatThrownBy(loader::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("training pictures: expected an open loader, found it closed.");
  }

  private static int loaderThreads() {
    return (int)
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("training pictures"))
            .count();
  }

  /** A file system that was closed throws what is no picture's fault. */
  @Test
  void whatFailsInAThreadReachesTheLearner() throws IOException {
    List<Example> examples = new ArrayList<>(examples(8));
    Path zip = folder.resolve("pictures.zip");
    try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      examples.set(3, new Example(files.getPath("a.png"), 0));
    }
    try (TrainingLoader loader = new TrainingLoader(examples, 3, OPTIONS)) {
      for (int i = 0; i < 2; i++) {
        loader.start(i, 0, SIDE);
        assertThatThrownBy(() -> rest(loader))
            .isInstanceOf(IllegalStateException.class)
            .hasMessage("training pictures: java.nio.file.ClosedFileSystemException")
            .hasCauseInstanceOf(ClosedFileSystemException.class);
      }
    }
  }

  @Test
  void anInterruptedCallerIsTold() throws IOException {
    try (TrainingLoader loader = new TrainingLoader(examples(18), 3, OPTIONS)) {
      loader.start(0, 0, SIDE);
      Thread.currentThread().interrupt();
      try {
        assertThatThrownBy(loader::next)
            .isInstanceOf(CancellationException.class)
            .hasMessage("interrupted while pictures were read");
      } finally {
        assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
      }
      assertThat(loader.next()).as("afterwards").isPresent();
    }
  }

  @Test
  void whatCannotBeIsRefused() throws IOException {
    List<Example> examples = examples(4);
    assertThatThrownBy(() -> new TrainingLoader(List.of(), 3, OPTIONS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("examples: expected at least one, found none. Name a folder with pictures.");
    assertThatThrownBy(() -> new TrainingLoader(examples, 2, OPTIONS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "%s: expected a label of 0 to 1, found 2. Read the pictures for these classes."
                .formatted(examples.get(2).file()));
    try (TrainingLoader loader = new TrainingLoader(examples, 3, OPTIONS)) {
      assertThatThrownBy(() -> loader.start(0, 2, SIDE))
          .hasMessage("firstBatch: expected 0 to 1, found 2. Choose one within the epoch.");
      assertThatThrownBy(() -> loader.start(0, 0, 17))
          .hasMessage("side: expected 1 to 16, found 17. Raise largestSide.");
    }
    assertThatThrownBy(
            () ->
                options(
                    draft -> {
                      draft.largestSide = 224;
                      draft.batch = 4000;
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "batch: expected at most 3566 at 224 pixels (2 GiB), found 4000. Choose a value within"
                + " that range.");
    assertThatThrownBy(() -> options(draft -> draft.labelSmoothing = Double.NaN))
        .hasMessage(
            "labelSmoothing: expected 0 to below 1, found NaN. Choose a value within that range.");
  }
}
