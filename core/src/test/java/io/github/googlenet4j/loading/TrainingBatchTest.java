package io.github.googlenet4j.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.googlenet4j.data.Augmentation;
import io.github.googlenet4j.data.DrawnPictures;
import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.image.Filter;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.image.Resize;
import io.github.googlenet4j.loading.LoaderOptions.Sampling;
import io.github.googlenet4j.random.SplitMix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a batch holds: pictures and targets. */
class TrainingBatchTest extends LoadedBatches {
  @Test
  void withoutVariationAPictureIsItsCentre() throws IOException {
    List<Example> examples = DrawnPictures.examples(folder, 0, 1);
    // Kept for twice the side, these pictures stay as they are.
    LoaderOptions options =
        options(
            draft -> {
              draft.augmentation = Augmentation.NONE;
              draft.largestSide = 2 * SIDE;
            });
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
  void balancedSamplingShowsEachClassAsOften() throws IOException {
    List<Example> examples = DrawnPictures.examples(folder, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2);
    LoaderOptions options =
        options(
            draft -> {
              draft.sampling = Sampling.BALANCED;
              draft.batch = 12;
            });
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
    LoaderOptions options =
        options(
            draft -> {
              draft.labelSmoothing = .3;
              draft.classWeights = true;
            });
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
        new TrainingLoader(examples, 3, options(draft -> draft.augmentation = EVERYTHING))) {
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
                  + ": expected a JPEG, PNG, GIF, BMP, TIFF, WebP or PNM picture, found text. Convert it"
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
    Augmentation half = Augmentation.PAPER.withArea(.5, 1);
    assertThat(new PictureCache(examples, kept(32, half)).get(0))
        .extracting(Picture::width, Picture::height)
        .containsExactly(69, 46); // 32 / sqrt(.5), rounded up
    assertThat(new PictureCache(examples, kept(32, Augmentation.PAPER)).get(0))
        .extracting(Picture::width, Picture::height)
        .containsExactly(96, 64); // twice 32, although 32 / sqrt(.08) is more
    assertThat(new PictureCache(examples, kept(120, half)).get(0))
        .extracting(Picture::width, Picture::height)
        .containsExactly(300, 200); // 170 wanted, 200 is near enough
  }

  private static LoaderOptions kept(int side, Augmentation augmentation) {
    return options(
        draft -> {
          draft.largestSide = side;
          draft.augmentation = augmentation;
        });
  }

  /** Mixing changes no other draw, so the same epoch without it is the oracle. */
  @Test
  void mixupBlendsNeighboursAndTheirTargets() throws IOException {
    List<Example> examples = examples(8);
    List<Copy> plain = epoch(examples, mixed(0), 2, 0);
    List<Copy> mixed = epoch(examples, mixed(1), 2, 0);
    for (int batch = 0; batch < 2; batch++) {
      SplitMix random = SplitMix.of(OPTIONS.seed(), 2, 4L * batch, 2);
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

  private static LoaderOptions mixed(double mixup) {
    return options(
        draft -> {
          draft.augmentation = Augmentation.PAPER.withMixup(mixup);
          draft.labelSmoothing = .1;
          draft.classWeights = true;
        });
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
}
