package io.github.googlenet4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.googlenet4j.SharedData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What Pillow sees in the shared pictures, against what this package does. */
class PictureGoldensTest {

  /** Pillow refuses these for a wrong checksum; their pixels are whole. */
  private static final Set<String> READ_RIGHT_NEVERTHELESS = Set.of("pngsuite/xhdn0g08.png");

  private static final double TOLERANCE = 0.01;

  private final PictureReader reader = new PictureReader(PictureLimits.DEFAULT);

  @TestFactory
  Stream<DynamicTest> everyPictureHasPillowsSizeAndMeans() throws IOException {
    Path folder = SharedData.path("data/pictures");
    try (InputStream in = getClass().getResourceAsStream("pictures_golden.json")) {
      JsonNode goldens = new ObjectMapper().readTree(in);
      assertThat(goldens).hasSize(196);
      return goldens.properties().stream()
          .map(
              golden ->
                  dynamicTest(
                      golden.getKey(), () -> check(folder, golden.getKey(), golden.getValue())));
    }
  }

  private void check(Path folder, String name, JsonNode golden) throws IOException {
    Path path = folder.resolve(name);
    if (golden.isTextual() && !READ_RIGHT_NEVERTHELESS.contains(name)) {
      Assertions.assertThatThrownBy(() -> reader.read(path))
          .isInstanceOf(PictureException.class)
          .hasMessageMatching(
              "\\S+" + name + ": expected [^\\n]+, found [^\\n]+\\. [A-Z][^\\n]+\\.")
          .message()
          .doesNotContain("Exception");
      return;
    }
    Picture picture = reader.read(path);
    if (golden.isTextual()) {
      // The same picture as this one, but for a checksum.
      Picture sound = reader.read(folder.resolve("pngsuite/basn0g08.png"));
      assertThat(picture.rgb()).isEqualTo(sound.rgb());
      return;
    }
    int width = golden.get("size").get(0).intValue();
    int height = golden.get("size").get(1).intValue();
    assertThat(picture.width()).isEqualTo(width);
    assertThat(picture.height()).isEqualTo(height);
    close(mean(picture, width, height), golden.get("mean"));
    close(mean(picture, width, Math.max(1, height / 2)), golden.get("upper"));
    close(mean(picture, Math.max(1, width / 2), height), golden.get("left"));
  }

  private static void close(double[] found, JsonNode expected) {
    for (int i = 0; i < 3; i++) {
      assertThat(found[i]).isCloseTo(expected.get(i).doubleValue(), Offset.offset(TOLERANCE));
    }
  }

  private static double[] mean(Picture picture, int width, int height) {
    double[] sum = new double[3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < 3 * width; x++) {
        sum[x % 3] += picture.rgb()[3 * picture.width() * y + x] & 255;
      }
    }
    for (int i = 0; i < 3; i++) {
      sum[i] /= (double) width * height;
    }
    return sum;
  }

  @Test
  void photographsBecomeTheCropsThatCaffesWeightsWereCheckedWith() throws IOException {
    Path golden = SharedData.path("reference/caffe_golden.safetensors");
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(golden)).order(ByteOrder.LITTLE_ENDIAN);
    int headerLength = Math.toIntExact(file.getLong(0));
    ObjectMapper json = new ObjectMapper();
    JsonNode header =
        json.readTree(new String(file.array(), 8, headerLength, StandardCharsets.UTF_8));
    int start = 8 + headerLength + header.get("pixels").get("data_offsets").get(0).intValue();
    String[] files = header.get("__metadata__").get("files").textValue().split(" ", -1);
    assertThat(files).hasSize(20);
    Preparation squash = new Preparation(Preparation.Fit.SQUASH, 256, 224, Filter.BILINEAR);
    int square = 3 * 224 * 224;
    FloatBuffer batch = FloatBuffer.allocate(20 * square);
    for (int i = 0; i < 20; i++) {
      String name = files[i];
      Picture photograph = reader.read(SharedData.path("data/clothing/test").resolve(name));

      byte[] expected = new byte[square];
      file.get(start + i * square, expected);
      assertThat(squash.apply(photograph).rgb()).as(name).isEqualTo(expected);
      squash.into(photograph, batch, i);
      for (int at = 0; at < square; at++) {
        if (batch.get(i * square + at) != (expected[at] & 255)) {
          assertThat(batch.get(i * square + at)).as(name).isEqualTo(expected[at] & 255);
        }
      }
    }
  }
}
