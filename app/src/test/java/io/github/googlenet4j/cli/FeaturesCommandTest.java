package io.github.googlenet4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeaturesCommandTest {
  private static final int ROW = 4 * 1024;

  @TempDir private Path place = Path.of("");
  private Path model = Path.of("");
  private Path data = Path.of("");

  @BeforeEach
  void makeModelAndPictures() throws IOException {
    model = Samples.model(place);
    data = place.resolve("data");
    int seed = 0;
    for (String label : List.of("train/hat", "train/shoe", "test/hat")) {
      Path folder = Files.createDirectories(data.resolve(label));
      for (int i = 0; i < 2; i++) {
        Samples.picture(folder.resolve(i + ".png"), seed++);
      }
    }
  }

  private Call features(Path output, Object... more) {
    Object[] all = new Object[7 + more.length];
    Object[] first = {"features", "--no-cache", "--model", model, data, "--output", output};
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return Call.of(all);
  }

  /** The format: numpy.lib.format, version 1.0. */
  @Test
  void numpyReadsThem() throws IOException {
    Path output = place.resolve("f.npy");
    Call call = features(output, "--json");
    assertThat(call.status()).describedAs(call.err()).isZero();
    assertThat(call.json().get(0).get("images").asInt()).isEqualTo(6);
    byte[] bytes = Files.readAllBytes(output);
    int header = bytes.length - 6 * ROW;
    assertThat(header % 64).isZero();
    assertThat(new String(bytes, 0, header, StandardCharsets.ISO_8859_1))
        .startsWith("\u0093NUMPY\u0001\u0000" + (char) (header - 10) + "\u0000{'descr': '<f4', ")
        .contains("'fortran_order': False", "'shape': (6, 1024)")
        .endsWith("\n");
    assertThat(Path.of(output + ".list.csv"))
        .content()
        .isEqualTo(
            """
            file,part,label
            "%1$s/train/hat/0.png",train,"hat"
            "%1$s/train/hat/1.png",train,"hat"
            "%1$s/train/shoe/0.png",train,"shoe"
            "%1$s/train/shoe/1.png",train,"shoe"
            "%1$s/test/hat/0.png",test,"hat"
            "%1$s/test/hat/1.png",test,"hat"
            """
                .formatted(data));
    Path csv = place.resolve("f.csv");
    assertThat(features(csv).status()).isZero();
    List<String> lines = Files.readAllLines(csv);
    assertThat(lines).hasSize(7);
    assertThat(lines.get(0)).startsWith("f0,f1,").endsWith(",f1023");
    ByteBuffer values = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 6; i++) {
      String[] cells = lines.get(i + 1).split(",", -1);
      assertThat(cells).hasSize(1024);
      for (int d = 0; d < 1024; d++) {
        float written = values.getFloat(header + i * ROW + 4 * d);
        assertThat(Float.parseFloat(cells[d])).isEqualTo(written);
      }
    }
  }

  @Test
  void nothingIsOverwrittenAndOtherEndingsAreWrongUsage() throws IOException {
    Path output = place.resolve("f.npy");
    Files.writeString(Path.of(output + ".list.csv"), "mine");
    Call call = features(output);
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err())
        .isEqualTo(
            "googlenet: %s.list.csv: expected no file of that name, found one. Name another, or allow it to be replaced (--force).%n"
                .formatted(output));
    assertThat(output).doesNotExist();
    Call text = features(place.resolve("f.txt"));
    assertThat(text.status()).isEqualTo(2);
    assertThat(text.err()).contains("--output: expected a name that ends with .npy or .csv");
  }

  @Test
  void aPictureThatCannotBeReadHasNoRow() throws IOException {
    Files.writeString(data.resolve("train/hat/1.png"), "no picture");
    Path output = place.resolve("f.npy");
    Call call = features(output);
    assertThat(call.status()).isEqualTo(1);
    assertThat(call.err()).contains("hat/1.png: expected");
    assertThat(Files.readString(Path.of(output + ".list.csv")).lines()).hasSize(6);
  }

  @Test
  void similarPicturesAreTheNearestAndNotThePictureItself() throws IOException {
    Path asked = data.resolve("train/hat/0.png");
    Path copy = Files.copy(asked, data.resolve("train/shoe/copy.png"));
    Call call =
        Call.of(
            "similar",
            "--no-cache",
            "--model",
            model,
            "--index",
            data,
            "--top",
            3,
            "--json",
            asked);
    assertThat(call.status()).describedAs(call.err()).isZero();
    assertThat(call.json()).hasSize(1);
    assertThat(call.json().get(0).get("similar")).hasSize(3);
    assertThat(call.json().get(0).get("similar").findValuesAsText("file"))
        .startsWith(copy.toString())
        .doesNotContain(asked.toString());
    assertThat(call.json().get(0).get("similar").get(0).get("similarity").asDouble())
        .isGreaterThan(.99999);
    Call text = Call.of("similar", "--model", model, "--index", data, asked);
    assertThat(text.out()).startsWith(asked + "\n  1.000  " + copy + "\n");
    Path broken = Files.writeString(place.resolve("broken.png"), "no picture");
    Call both = Call.of("similar", "--model", model, "--index", data, broken, asked);
    assertThat(both.status()).isEqualTo(1);
    assertThat(both.err()).contains("broken.png: expected");
    assertThat(both.out()).startsWith(asked.toString());
  }
}
