package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.model.Variant;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareCommandTest {
  @TempDir private Path folder = Path.of("");

  private final PictureReader reader = new PictureReader(PictureLimits.DEFAULT);

  @Test
  void aDecodedPictureIsWrittenAsItIs() throws IOException {
    Path picture = Samples.picture(folder.resolve("a.jpg"), 1);
    Path output = folder.resolve("new/out");

    Call call = Call.of("prepare", "--decoded", "--output", output, "--json", picture);

    assertThat(call.err()).isEmpty();
    assertThat(call.status()).isZero();
    JsonNode line = call.json().get(0);
    Path png = output.resolve("a.jpg.png");
    assertThat(line.get("file").asText()).isEqualTo(picture.toString());
    assertThat(line.get("output").asText()).isEqualTo(png.toString());
    assertThat(line.get("width").asInt()).isEqualTo(120);
    assertThat(line.get("height").asInt()).isEqualTo(90);
    assertThat(line.get("format").asText()).isEqualTo("JPEG");
    assertThat(line.get("notes")).isEmpty();
    assertThat(reader.read(png).rgb()).isEqualTo(reader.read(picture).rgb());
    byte[] header = Files.readAllBytes(png);
    assertThat(header[24]).as("bits").isEqualTo((byte) 8);
    assertThat(header[25]).as("colour type").isEqualTo((byte) 2);
    assertThat(header[28]).as("interlaced").isZero();
  }

  @Test
  void aPreparedPictureIsWhatTheModelSees() throws IOException {
    Path model = Samples.model(folder);
    Path picture = Samples.picture(folder.resolve("a.png"), 1);
    Path output = folder.resolve("out");

    Call call = Call.of("prepare", "--model", model, "--output", output, picture);

    Path png = output.resolve("a.png.png");
    assertThat(call.out()).isEqualTo(png + ": " + picture + ", 120x90 to 48x48, PNG\n");
    Picture expected = Variant.PAPER.preparation().atSide(48).apply(reader.read(picture));
    assertThat(reader.read(png).rgb()).isEqualTo(expected.rgb());
  }

  @Test
  void namesNeverCollide() throws IOException {
    Path one = Files.createDirectories(folder.resolve("one/inner"));
    Path two = Files.createDirectories(folder.resolve("two"));
    Samples.picture(one.resolve("a.png"), 1);
    Samples.picture(folder.resolve("one/a.jpg"), 2);
    Samples.picture(folder.resolve("one/a.png"), 3);
    Path last = Samples.picture(two.resolve("A.PNG"), 4);
    Path output = folder.resolve("out");

    Call call =
        Call.of("prepare", "--decoded", "--output", output, "--json", folder.resolve("one"), last);

    assertThat(call.status()).isZero();
    assertThat(call.json())
        .extracting(line -> output.relativize(Path.of(line.get("output").asText())).toString())
        .containsExactly("a.jpg.png", "a.png.png", "inner/a.png.png", "A.PNG-2.png");
    assertThat(reader.read(output.resolve("A.PNG-2.png")).rgb()).isEqualTo(reader.read(last).rgb());
  }

  @Test
  void nothingIsReplacedWithoutForce() throws IOException {
    Path picture = Samples.picture(folder.resolve("a.png"), 1);
    Path output = Files.createDirectories(folder.resolve("out"));
    Path png = Files.writeString(output.resolve("a.png.png"), "mine");

    Call call = Call.of("prepare", "--decoded", "--output", output, picture);

    assertThat(call.status()).isEqualTo(1);
    assertThat(call.out()).isEmpty();
    assertThat(call.err())
        .isEqualTo(
            "googlenet: "
                + png
                + ": expected no file of that name, found one. Name another, or allow it to be"
                + " replaced (--force).\n");
    assertThat(png).hasContent("mine");
    assertThat(Call.of("prepare", "--decoded", "--output", output, "--force", picture).status())
        .isZero();
    assertThat(reader.read(png).rgb()).isEqualTo(reader.read(picture).rgb());
  }

  @Test
  void aPictureThatIsReadIsNeverReplaced() throws IOException {
    Path first = Samples.picture(folder.resolve("a" + ".png"), 1);
    Path second = Samples.picture(folder.resolve("a.png.png"), 2);
    byte[] before = Files.readAllBytes(second);

    Call call = Call.of("prepare", "--decoded", "--output", folder, "--force", first, second);

    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err())
        .isEqualTo(
            "googlenet: "
                + second
                + ": expected another file than the pictures that are read, found one of them."
                + " Name another folder.\n");
    assertThat(second).hasBinaryContent(before);
    assertThat(folder.resolve("a.png.png.png")).exists();
  }

  @Test
  void badPicturesDoNotStopTheOthers() throws IOException {
    Path text = Files.writeString(folder.resolve("text.jpg"), "no picture");
    Path missing = folder.resolve("missing.jpg");
    Path bare = Files.createDirectories(folder.resolve("bare"));
    Path good = Samples.picture(folder.resolve("good.jpg"), 3);
    Path output = folder.resolve("out");

    Call call =
        Call.of("prepare", "--decoded", "--output", output, "--json", text, missing, bare, good);

    assertThat(call.status()).isEqualTo(1);
    List<JsonNode> lines = call.json();
    assertThat(lines).hasSize(4);
    assertThat(lines).filteredOn(line -> line.has("error")).hasSize(3);
    assertThat(output).isDirectoryContaining("glob:**/good.jpg.png");
    assertThat(output.toFile().list()).hasSize(1);
    assertThat(Call.of("prepare", "--decoded", "--output", output, text).err())
        .startsWith("googlenet: " + text + ": expected a JPEG, PNG,");
  }

  @Test
  void notesSayWhatWasDoneToThePixels() throws IOException {
    Path picture = folder.resolve("clear.png");
    ImageIO.write(new BufferedImage(2, 2, BufferedImage.TYPE_INT_ARGB), "png", picture.toFile());
    Path output = folder.resolve("out");

    Call call = Call.of("prepare", "--decoded", "--output", output, picture);

    assertThat(call.out()).endsWith(", 2x2, PNG, alpha over white\n");
  }

  @Test
  void wrongUsageAndAWrongFolderAreSaid() throws IOException {
    Path picture = Samples.picture(folder.resolve("a.png"), 1);

    Call neither = Call.of("prepare", "--output", folder.resolve("out"), picture);
    assertThat(neither.status()).isEqualTo(2);
    assertThat(neither.err())
        .isEqualTo(
            "googlenet: --model: expected a model file or --decoded, found neither. Name the model"
                + " to prepare for, or use --decoded.\n");
    Call file = Call.of("prepare", "--decoded", "--output", picture, picture);
    assertThat(file.status()).isEqualTo(1);
    assertThat(file.err())
        .isEqualTo(
            "googlenet: "
                + picture
                + ": expected a folder to write to, found a file. Name another.\n");
    Call limit =
        Call.of("prepare", "--decoded", "--max-pixels=9", "--output", folder.resolve("o"), picture);
    assertThat(limit.err()).contains("expected at most 9 pixels");
    assertThat(folder.resolve("o")).doesNotExist();
  }
}
