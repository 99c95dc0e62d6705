package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AugmentCommandTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void aSheetIsWrittenTheSameForTheSameSeed() throws IOException {
    Path picture = Samples.picture(folder.resolve("p.jpg"), 1);
    Path sheet = folder.resolve("sheet.png");
    Call call =
        Call.of("augment", picture, "--output", sheet, "--side=40", "--rows=2", "--columns=3");
    assertThat(call.err()).isEmpty();
    assertThat(call.status()).isZero();
    assertThat(call.out())
        .isEqualTo("%s: %s and 5 variations of 40 pixels%n".formatted(sheet, picture));
    BufferedImage image = ImageIO.read(sheet.toFile());
    assertThat(image.getWidth()).isEqualTo(3 * 44 + 4);
    byte[] first = Files.readAllBytes(sheet);

    Call again = Call.of("augment", picture, "--output", sheet, "--side=40");
    assertThat(again.status()).isEqualTo(1);
    assertThat(again.err())
        .isEqualTo(
            "googlenet: %s: expected a file that does not exist yet, found one. Use --force to replace it.%n"
                .formatted(sheet));
    assertThat(sheet).hasBinaryContent(first);

    String[] same = {"--side=40", "--rows=2", "--columns=3", "--force", "--output"};
    Call.of("augment", picture, same[0], same[1], same[2], same[3], same[4], sheet);
    assertThat(sheet).hasBinaryContent(first);
    Call other =
        Call.of(
            "augment",
            picture,
            same[0],
            same[1],
            same[2],
            "--json",
            "--seed=2",
            same[3],
            same[4],
            sheet);
    assertThat(other.json().get(0).get("variations").asInt()).isEqualTo(5);
    assertThat(Files.readAllBytes(sheet)).isNotEqualTo(first);
  }

  @Test
  void settingsChangeWhatIsDrawn() throws IOException {
    Path picture = Samples.picture(folder.resolve("p.png"), 1);
    Path sheet = folder.resolve("sheet.png");
    Call call =
        Call.of(
            "augment",
            picture,
            "--output",
            sheet,
            "--side=90",
            "--rows=1",
            "--columns=3",
            "--smallest-area=1",
            "--smallest-aspect=1",
            "--largest-aspect=1",
            "--no-mirror",
            "--filters=nearest",
            "--brightness=0",
            "--contrast=0",
            "--saturation=0",
            "--hue=0",
            "--lighting=0");
    assertThat(call.err()).isEmpty();
    BufferedImage image = ImageIO.read(sheet.toFile());
    BufferedImage original = ImageIO.read(picture.toFile());
    // Nothing is left to vary: the middle 90 pixels of 120, in both places.
    for (int i = 0; i < 90; i++) {
      assertThat(image.getRGB(98 + i, 4 + i)).isEqualTo(original.getRGB(15 + i, i));
      assertThat(image.getRGB(192 + i, 4 + i)).isEqualTo(original.getRGB(15 + i, i));
    }
  }

  @Test
  void badInputIsOneLine() throws IOException {
    Path picture = Samples.picture(folder.resolve("p.png"), 1);
    check(
        2,
        "--filters: expected nearest, box, bilinear, bicubic or lanczos, found 'box2'. Correct it.",
        picture,
        "--filters=box2",
        "--output",
        folder.resolve("x.png"));
    check(
        2,
        "hue: expected 0 to .5 of a turn, found 3.0. Choose a value within that range.",
        picture,
        "--hue=3",
        "--output",
        folder.resolve("x.png"));
    check(
        2,
        "--output: expected a name that ends in .png, found x.jpg. Rename it.",
        picture,
        "--output=x.jpg");
    check(
        1,
        picture + ": expected another file than PICTURE, found the same. Name a new one.",
        picture,
        "--force",
        "--output",
        picture);
    Path nowhere = folder.resolve("none/x.png");
    check(
        1,
        nowhere + ": expected an existing folder to write to, found none. Make the folder first.",
        picture,
        "--output",
        nowhere);
    Path missing = folder.resolve("missing.jpg");
    check(
        1,
        missing + ": expected a picture file, found nothing of that name. Check the path.",
        missing,
        "--output",
        folder.resolve("x.png"));
  }

  private static void check(int status, String message, Object... arguments) {
    Object[] words = new Object[arguments.length + 1];
    words[0] = "augment";
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    Call call = Call.of(words);
    assertThat(call.err()).isEqualTo("googlenet: " + message + "\n");
    assertThat(call.status()).isEqualTo(status);
    assertThat(call.out()).isEmpty();
  }
}
