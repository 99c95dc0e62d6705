package io.github.googlenet4j.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrawnPicturesTest {
  private static final DrawnPictures FEW =
      DrawnPictures.DEFAULT.withCounts(3, 1, 2).withSide(40).withSeed(7);

  @Test
  void eachPartHasItsCountOfEachClass(@TempDir Path folder) throws IOException {
    Path root = folder.resolve("new/pictures");
    FEW.withMotifs(List.of(Motif.STAR, Motif.DOTS, Motif.STAR)).writeTo(root);
    assertThat(files(root).keySet())
        .containsExactly(
            "test/dots/0000.png",
            "test/dots/0001.png",
            "test/star/0000.png",
            "test/star/0001.png",
            "train/dots/0000.png",
            "train/dots/0001.png",
            "train/dots/0002.png",
            "train/star/0000.png",
            "train/star/0001.png",
            "train/star/0002.png",
            "validation/dots/0000.png",
            "validation/star/0000.png");
  }

  @Test
  void aPartWithoutPicturesHasNoFolder(@TempDir Path folder) throws IOException {
    FEW.withCounts(1, 0, 0).writeTo(folder);
    assertThat(folder).isDirectoryContaining("glob:**/train");
    assertThat(folder.resolve("validation")).doesNotExist();
    assertThat(folder.resolve("test")).doesNotExist();
  }

  @Test
  void theSameSeedGivesTheSameFiles(@TempDir Path folder) throws IOException {
    FEW.writeTo(folder.resolve("one"));
    FEW.writeTo(folder.resolve("two"));
    FEW.withSeed(8).writeTo(folder.resolve("other"));
    Map<String, String> one = files(folder.resolve("one"));
    assertThat(files(folder.resolve("two"))).isEqualTo(one);
    assertThat(files(folder.resolve("other")).keySet()).isEqualTo(one.keySet());
    assertThat(files(folder.resolve("other")).values()).doesNotContainAnyElementsOf(one.values());
  }

  @Test
  void noPictureIsThereTwice() {
    Set<String> seen = new HashSet<>();
    for (Part part : Part.values()) {
      for (Motif motif : Motif.values()) {
        for (int i = 0; i < 20; i++) {
          assertThat(seen.add(Arrays.toString(pixels(FEW.draw(part, motif, i))))).isTrue();
        }
      }
    }
  }

  @Test
  void morePicturesLeaveTheOthersAsTheyWere(@TempDir Path folder) throws IOException {
    FEW.writeTo(folder.resolve("few"));
    FEW.withCounts(5, 2, 3).writeTo(folder.resolve("more"));
    assertThat(files(folder.resolve("more"))).containsAllEntriesOf(files(folder.resolve("few")));
  }

  @Test
  void filesReadBackAsTheyWereDrawn(@TempDir Path folder) throws IOException {
    FEW.writeTo(folder);
    PictureReader reader = new PictureReader(PictureLimits.DEFAULT);
    for (Motif motif : Motif.values()) {
      Path file = folder.resolve("test").resolve(motif.toString()).resolve("0001.png");
      BufferedImage drawn = FEW.draw(Part.TEST, motif, 1);
      assertThat(pixels(ImageIO.read(file.toFile()))).isEqualTo(pixels(drawn));
      assertThat(reader.read(file).width()).isEqualTo(drawn.getWidth()).isBetween(40, 50);
      assertThat(reader.read(file).height()).isEqualTo(drawn.getHeight()).isBetween(40, 50);
    }
  }

  /** Nearest class mean, told the mean and the deviation of each colour: chance is 1 in 8. */
  @Test
  void colourTellsNothingAboutTheClass() {
    int each = 100;
    List<double[]> means = new ArrayList<>();
    for (Motif motif : Motif.values()) {
      double[] mean = new double[6];
      for (int i = 0; i < each; i++) {
        double[] colour = colour(DrawnPictures.DEFAULT.draw(Part.TRAIN, motif, i));
        Arrays.setAll(mean, c -> mean[c] + colour[c] / each);
      }
      means.add(mean);
    }
    int right = 0;
    for (Motif motif : Motif.values()) {
      for (int i = 0; i < each; i++) {
        double[] colour = colour(DrawnPictures.DEFAULT.draw(Part.TEST, motif, i));
        List<Double> distances = means.stream().map(mean -> distance(mean, colour)).toList();
        int nearest = distances.indexOf(distances.stream().min(Double::compare).orElseThrow());
        right += nearest == List.of(Motif.values()).indexOf(motif) ? 1 : 0;
      }
    }
    assertThat(right / (8. * each)).isCloseTo(1 / 8., within(.05));
  }

  @Test
  void aFolderInUseIsRefused(@TempDir Path folder) throws IOException {
    Files.createFile(folder.resolve("precious"));
    assertThatThrownBy(() -> FEW.writeTo(folder))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessage(
            folder + ": expected an empty folder or none, found files in it. Name another one.");
    assertThat(folder).isDirectoryNotContaining("glob:**/train");
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    assertThatThrownBy(() -> FEW.withCounts(0, 1, 1))
        .hasMessage(
            "drawn pictures, train: expected at least 1 picture of each class, found 0."
                + " Choose another value.");
    assertThatThrownBy(() -> FEW.withSide(8))
        .hasMessage(
            "drawn pictures, side: expected 32 to 1024 pixels, found 8. Choose another value.");
    assertThatThrownBy(() -> FEW.withMotifs(List.of(Motif.RING, Motif.RING)))
        .hasMessage("drawn pictures, motifs: expected at least 2, found 1. Choose another value.");
  }

  private static Map<String, String> files(Path root) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path file : paths.filter(Files::isRegularFile).toList()) {
        String name = root.relativize(file).toString().replace('\\', '/');
        contents.put(name, Arrays.toString(Files.readAllBytes(file)));
      }
    }
    return contents;
  }

  private static int[] pixels(BufferedImage image) {
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  /** Mean red, green, blue; then their deviations. */
  private static double[] colour(BufferedImage image) {
    int[] pixels = pixels(image);
    double[] result = new double[6];
    for (int channel = 0; channel < 3; channel++) {
      int shift = 16 - 8 * channel;
      double mean = Arrays.stream(pixels).map(p -> (p >> shift) & 0xff).average().orElseThrow();
      result[channel] = mean;
      result[channel + 3] =
          Math.sqrt(
              Arrays.stream(pixels)
                  .mapToDouble(p -> ((p >> shift) & 0xff) - mean)
                  .map(x -> x * x)
                  .average()
                  .orElseThrow());
    }
    return result;
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return sum;
  }
}
