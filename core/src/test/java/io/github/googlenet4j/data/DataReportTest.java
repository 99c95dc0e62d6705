package io.github.googlenet4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.data.DataReport.Finding;
import io.github.googlenet4j.data.DataReport.SizeRange;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataReportTest {
  @TempDir private Path folder = Path.of("");

  private Path draw(String name, int width, int height, int seed) throws IOException {
    return DrawnPictures.draw(folder.resolve(name), width, height, seed);
  }

  private DataReport report() throws IOException {
    return DataReport.of(List.of(folder), Split.DEFAULT, 32, 0, (done, all) -> {});
  }

  @Test
  void whatIsWrongWithPicturesIsFound() throws IOException {
    draw("train/a/1.png", 60, 50, 1);
    draw("train/a/2.png", 64, 48, 2);
    draw("train/a/3.png", 90, 31, 3);
    draw("train/b/1.png", 40, 70, 4);
    draw("test/a/1.png", 50, 50, 5);
    draw("test/b/1.png", 50, 50, 6);
    copy("train/a/1.png", "train/a/again.png");
    copy("train/a/2.png", "test/a/leak.png");
    copy("train/b/1.png", "train/a/contradiction.png");
    Path broken = folder.resolve("test/b/broken.png");
    Files.writeString(broken, "no picture");
    Path empty = Files.createFile(folder.resolve("test/b/empty.png"));
    Files.createFile(folder.resolve("notes.txt"));

    DataReport report = report();

    assertThat(report.counts(Part.TRAIN)).containsExactly(5, 1);
    assertThat(report.counts(Part.TEST)).containsExactly(2, 3);
    assertThat(report.counts(Part.VALIDATION)).containsExactly(0, 0);
    assertThat(report.width()).isEqualTo(new SizeRange(40, 60, 90));
    assertThat(report.height()).isEqualTo(new SizeRange(31, 50, 70));
    assertThat(report.imbalance()).isEqualTo(5);
    assertThat(report.noPictures()).containsExactly(folder.resolve("notes.txt"));
    assertThat(report.errors()).isEmpty();
    assertThat(report.warnings())
        .containsExactly(
            new Finding(
                "2 pictures cannot be read and will be left out.",
                List.of(
                    broken
                        + ": expected a JPEG, PNG, GIF, BMP, TIFF, WebP or PNM picture, found text."
                        + " Convert it to one of these.",
                    empty
                        + ": expected a JPEG, PNG, GIF, BMP, TIFF, WebP or PNM picture, found an empty"
                        + " file. Copy the file again.")),
            new Finding(
                "1 picture in more than one part (leaks): figures would be too good. Keep one of"
                    + " each.",
                List.of(
                    line("train/a/2.png", "train, a")
                        + " = "
                        + line("test/a/leak.png", "test, a"))),
            new Finding(
                "1 picture with more than one label. Keep the right one.",
                List.of(
                    line("train/a/contradiction.png", "train, a")
                        + " = "
                        + line("train/b/1.png", "train, b"))),
            new Finding(
                "1 picture more than once in a part.",
                List.of(
                    line("train/a/1.png", "train, a")
                        + " = "
                        + line("train/a/again.png", "train, a"))),
            new Finding(
                "1 picture with a side below 32 pixels.",
                List.of(folder.resolve("train/a/3.png") + " (90x31)")),
            new Finding(
                "classes of very different size. Weight them, or sample them evenly.",
                List.of("a: 5 pictures in training", "b: 1 picture in training")));
  }

  private String line(String name, String place) {
    return "%s (%s)".formatted(folder.resolve(name), place);
  }

  private void copy(String from, String to) throws IOException {
    Files.copy(folder.resolve(from), folder.resolve(to));
  }

  @Test
  void aClassThatCannotBeReadStopsTraining() throws IOException {
    draw("train/a/1.png", 60, 50, 1);
    Files.createDirectories(folder.resolve("train/b"));
    Files.writeString(folder.resolve("train/b/1.png"), "no picture");

    assertThat(report().errors())
        .containsExactly(
            new Finding(
                "1 class has no training picture that can be read. Replace the files or remove the"
                    + " class.",
                List.of("b")));
  }

  @Test
  void progressIsToldPictureByPicture() throws IOException {
    DrawnPictures.fill(folder.resolve("a"), 4, 1);
    DrawnPictures.fill(folder.resolve("b"), 3, 2);
    List<String> told = new ArrayList<>();
    DataReport.of(
        List.of(folder), Split.DEFAULT, 32, 3, (done, all) -> told.add(done + " of " + all));
    assertThat(told)
        .containsExactly("1 of 7", "2 of 7", "3 of 7", "4 of 7", "5 of 7", "6 of 7", "7 of 7");
  }

  @Test
  void aJpegWithoutItsEndIsDamaged() throws IOException {
    draw("a/1.png", 60, 50, 1);
    draw("b/1.png", 60, 50, 2);
    Path cut = folder.resolve("b/cut.jpg");
    BufferedImage image = ImageIO.read(folder.resolve("b/1.png").toFile());
    BufferedImage opaque = new BufferedImage(60, 50, BufferedImage.TYPE_3BYTE_BGR);
    opaque.createGraphics().drawImage(image, 0, 0, null);
    assertThat(ImageIO.write(opaque, "jpg", cut.toFile())).isTrue();
    byte[] jpeg = Files.readAllBytes(cut);
    Files.write(cut, Arrays.copyOf(jpeg, jpeg.length - 2));

    DataReport report = report();

    assertThat(report.unreadable()).isEmpty();
    assertThat(report.damaged()).hasSize(1);
    assertThat(report.warnings())
        .contains(
            new Finding(
                "1 picture with a part missing, used as far as there is. Copy the files again.",
                List.of(cut + " (damaged: end marker missing)")));
  }

  @Test
  void soundPicturesGiveNoWarnings() throws IOException {
    draw("a/1.png", 60, 50, 1);
    draw("b/1.png", 60, 50, 2);
    assertThat(report().warnings()).isEmpty();
    assertThat(report().errors()).isEmpty();
  }
}
