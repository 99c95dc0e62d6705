package io.github.googlenet4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.googlenet4j.augment.Augmentation;
import io.github.googlenet4j.augment.SplitMix;
import io.github.googlenet4j.data.LoaderOptions.Sampling;
import io.github.googlenet4j.image.Filter;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.image.Resize;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingLoaderTest {
  private static final int SIDE = 16;
  private static final LoaderOptions OPTIONS =
      LoaderOptions.DEFAULT.withBatch(4).withLargestSide(SIDE).withSeed(7);
  private static final Augmentation EVERYTHING =
      Augmentation.PAPER.withMixup(.4).withCutmix(1).withErasing(.5);

  @TempDir private Path folder = Path.of("");

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

  private static List<Copy> rest(TrainingLoader loader) {
    List<Copy> batches = new ArrayList<>();
    for (Optional<Batch> batch = loader.next(); batch.isPresent(); batch = loader.next()) {
      batches.add(Copy.of(batch.get()));
    }
    return batches;
  }

  private static List<Copy> epoch(
      List<Example> examples, LoaderOptions options, int epoch, int firstBatch) {
    try (TrainingLoader loader = new TrainingLoader(examples, 3, options)) {
      loader.start(epoch, firstBatch, SIDE);
      return rest(loader);
    }
  }

  private List<Example> examples(int count) throws IOException {
    return DrawnPictures.examples(folder, IntStream.range(0, count).map(i -> i * 7 % 3).toArray());
  }

  @ParameterizedTest
  @CsvSource({"1,0", "4,0", "4,7000", "3,1000000000"})
  void batchesDependNeitherOnThreadsNorOnTheCache(int threads, long cache) throws IOException {
    List<Example> examples = examples(18);
    LoaderOptions options = OPTIONS.withAugmentation(EVERYTHING);
    List<Copy> expected = epoch(examples, options.withThreads(2).withCacheBytes(0), 3, 0);
    assertThat(expected).hasSize(4);

    try (TrainingLoader loader =
        new TrainingLoader(examples, 3, options.withThreads(threads).withCacheBytes(cache))) {
      loader.start(2, 0, SIDE);
      rest(loader); // so that the cache, if any, is full
      loader.start(3, 0, SIDE);
      assertThat(rest(loader)).isEqualTo(expected);
    }
  }

  @Test
  void anEpochGoesOnInItsMiddle() throws IOException {
    List<Example> examples = examples(18);
    LoaderOptions options = OPTIONS.withAugmentation(EVERYTHING);
    List<Copy> whole = epoch(examples, options, 5, 0);

    assertThat(epoch(examples, options, 5, 2)).isEqualTo(whole.subList(2, 4));
    assertThat(epoch(examples, options, 5, 4)).isEmpty();
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
    }
  }

  @Test
  void epochsAndSeedsDiffer() throws IOException {
    List<Example> examples = examples(8);
    List<Copy> first = epoch(examples, OPTIONS, 1, 0);
    assertThat(epoch(examples, OPTIONS, 2, 0)).isNotEqualTo(first);
    assertThat(epoch(examples, OPTIONS.withSeed(8), 1, 0)).isNotEqualTo(first);
  }

  /** Each picture is one colour that tells which it is. */
  @Test
  void everyPictureComesOnceInAnEpoch() throws IOException {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      examples.add(plain(i, i % 3));
    }
    LoaderOptions options = OPTIONS.withAugmentation(Augmentation.NONE);
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
  void withoutVariationAPictureIsItsCentre() throws IOException {
    List<Example> examples = DrawnPictures.examples(folder, 0, 1);
    // Kept for twice the side, these pictures stay as they are.
    LoaderOptions options = OPTIONS.withAugmentation(Augmentation.NONE).withLargestSide(2 * SIDE);
    Copy batch = epoch(examples, options, 0, 0).get(0);
    for (int i = 0; i < 2; i++) {
      Picture picture =
          new PictureReader(PictureLimits.DEFAULT).read(examples.get(batch.labels().get(i)).file());
      int side = Math.min(picture.width(), picture.height());
      byte[] square = cut(picture, (picture.width() - side) / 2, 0, side);
      byte[] expected =
          Resize.resize(new Picture(side, side, square), SIDE, SIDE, Filter.BILINEAR).rgb();
      for (int j = 0; j < expected.length; j++) {
        assertThat(batch.pictures().get(i * expected.length + j)).isEqualTo(expected[j] & 255);
      }
    }
  }

  private static byte[] cut(Picture picture, int x, int y, int side) {
    byte[] rgb = new byte[3 * side * side];
    for (int row = 0; row < side; row++) {
      System.arraycopy(
          picture.rgb(), 3 * ((y + row) * picture.width() + x), rgb, 3 * row * side, 3 * side);
    }
    return rgb;
  }

  @Test
  void theLastBatchIsLeftOutUnlessItIsTheOnlyOne() throws IOException {
    List<Example> seven = examples(7);
    assertThat(epoch(seven, OPTIONS, 0, 0)).extracting(Copy::size).containsExactly(4);
    assertThat(epoch(seven.subList(0, 3), OPTIONS, 0, 0)).extracting(Copy::size).containsExactly(3);
  }

  @Test
  void balancedSamplingShowsEachClassAsOften() throws IOException {
    List<Example> examples = DrawnPictures.examples(folder, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2);
    LoaderOptions options = OPTIONS.withSampling(Sampling.BALANCED).withBatch(12);
    Copy batch = epoch(examples, options, 0, 0).get(0);
    assertThat(batch.labels().stream().sorted().toList())
        .containsExactly(0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2);
    int[] order = new EpochOrder(examples, 3, options).of(0);
    assertThat(Arrays.stream(order).filter(i -> i == 11).count()).isEqualTo(4);
    assertThat(Arrays.stream(order).filter(i -> i == 9).count()).isEqualTo(2);
    assertThat(Arrays.stream(order).filter(i -> i < 9).distinct().count()).isEqualTo(4);
  }

  @Test
  void targetsAreSmoothedAndWeighted() throws IOException {
    List<Example> examples = DrawnPictures.examples(folder, 0, 0, 0, 1);
    LoaderOptions options = OPTIONS.withLabelSmoothing(.3).withClassWeights(true);
    Copy batch = epoch(examples, options, 0, 0).get(0);
    for (int i = 0; i < 4; i++) {
      int label = batch.labels().get(i);
      double weight = label == 0 ? 4 / (2 * 3.) : 4 / 2.;
      for (int j = 0; j < 3; j++) {
        double expected = weight * (j == label ? .7 + .1 : .1);
        assertThat(batch.targets().get(3 * i + j)).isCloseTo((float) expected, within(1e-6f));
      }
    }
  }

  @Test
  void anUnreadablePictureTeachesNothingAndIsToldOnce() throws IOException {
    List<Example> examples = new ArrayList<>(examples(8));
    Path broken = folder.resolve("broken.png");
    Files.writeString(broken, "no picture");
    examples.set(2, new Example(broken, 1));
    try (TrainingLoader loader =
        new TrainingLoader(examples, 3, OPTIONS.withAugmentation(EVERYTHING))) {
      for (int epoch = 0; epoch < 2; epoch++) {
        loader.start(epoch, 0, SIDE);
        List<Copy> batches = rest(loader);
        assertThat(batches).hasSize(2);
        int refused = 0;
        for (Copy batch : batches) {
          for (int i = 0; i < 4; i++) {
            if (batch.labels().get(i) < 0) {
              refused++;
              assertThat(batch.targets().subList(3 * i, 3 * i + 3)).containsOnly(0f);
            } else {
              assertThat(sum(batch.targets().subList(3 * i, 3 * i + 3))).isCloseTo(1, within(1e-5));
            }
          }
        }
        assertThat(refused).isEqualTo(1);
      }
      assertThat(loader.refusals())
          .containsExactly(
              broken
                  + ": expected a JPEG, PNG, GIF, BMP, TIFF or WebP picture, found text. Convert it"
                  + " to one of these.");
    }
  }

  private static double sum(List<Float> row) {
    return row.stream().mapToDouble(value -> value).sum();
  }

  @Test
  void largePicturesAreKeptNoLargerThanNeeded() throws IOException {
    Path file = DrawnPictures.draw(folder.resolve("large.png"), 300, 200, 1);
    List<Example> examples = List.of(new Example(file, 0));
    LoaderOptions options =
        OPTIONS.withLargestSide(32).withAugmentation(Augmentation.PAPER.withArea(.5, 1));
    assertThat(new DecodedPictures(examples, options).get(0))
        .extracting(Picture::width, Picture::height)
        .containsExactly(69, 46); // 32 / sqrt(.5), rounded up
    assertThat(new DecodedPictures(examples, options.withAugmentation(Augmentation.PAPER)).get(0))
        .extracting(Picture::width, Picture::height)
        .containsExactly(96, 64); // twice 32, although 32 / sqrt(.08) is more
    assertThat(new DecodedPictures(examples, options.withLargestSide(120)).get(0))
        .extracting(Picture::width, Picture::height)
        .containsExactly(300, 200); // 170 wanted, 200 is near enough
  }

  @Test
  void closeEndsAllThreads() throws IOException {
    int before = loaderThreads();
    TrainingLoader loader = new TrainingLoader(examples(18), 3, OPTIONS.withThreads(5));
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

  /** Mixing changes no other draw, so the same epoch without it is the oracle. */
  @Test
  void mixupBlendsNeighboursAndTheirTargets() throws IOException {
    List<Example> examples = examples(8);
    LoaderOptions options = OPTIONS.withLabelSmoothing(.1).withClassWeights(true);
    List<Copy> plain = epoch(examples, options, 2, 0);
    List<Copy> mixed =
        epoch(examples, options.withAugmentation(Augmentation.PAPER.withMixup(1)), 2, 0);
    for (int batch = 0; batch < 2; batch++) {
      SplitMix random = SplitMix.of(options.seed(), 2, 4L * batch, 2);
      double share = random.beta(1);
      assertThat(share).isBetween(.01, .99);
      for (int i = 0; i < 4; i++) {
        int other = (i + 1) % 4;
        blended(plain.get(batch).pictures(), mixed.get(batch).pictures(), i, other, share, 1e-3);
        blended(plain.get(batch).targets(), mixed.get(batch).targets(), i, other, share, 1e-6);
        assertThat(mixed.get(batch).labels().get(i))
            .isEqualTo(plain.get(batch).labels().get(share < .5 ? other : i));
      }
    }
  }

  private static void blended(
      List<Float> plain, List<Float> mixed, int row, int other, double share, double precision) {
    int length = plain.size() / 4;
    for (int i = 0; i < length; i++) {
      double expected =
          share * plain.get(row * length + i) + (1 - share) * plain.get(other * length + i);
      assertThat((double) mixed.get(row * length + i)).isCloseTo(expected, within(precision));
    }
  }

  @Test
  void anInterruptedCallerIsTold() throws IOException {
    try (TrainingLoader loader = new TrainingLoader(examples(18), 3, OPTIONS)) {
      loader.start(0, 0, SIDE);
      Thread.currentThread().interrupt();
      try {
        while (loader.next().isPresent()) {}
        assertThat(Thread.interrupted()).isTrue();
      } catch (CancellationException e) {
        assertThat(Thread.interrupted()).isTrue();
        assertThat(e).hasMessage("interrupted while pictures were read");
      }
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
    assertThatThrownBy(() -> OPTIONS.withLargestSide(224).withBatch(4000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "batch: expected at most 3566 at 224 pixels (2 GiB), found 4000. Choose a value within"
                + " that range.");
    assertThatThrownBy(() -> OPTIONS.withLabelSmoothing(Double.NaN))
        .hasMessage(
            "labelSmoothing: expected 0 to below 1, found NaN. Choose a value within that range.");
  }
}
