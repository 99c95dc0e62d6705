package io.github.googlenet4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.googlenet4j.GoldenValues;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ResizeTest {

  record Golden(
      int width,
      int height,
      int newWidth,
      int newHeight,
      Filter filter,
      long crc32,
      List<Integer> first) {}

  @ParameterizedTest
  @MethodSource("goldens")
  void resizesToPillowsBytes(Golden golden) {
    Picture picture = random(golden.width(), golden.height());

    Picture resized =
        Resize.resize(picture, golden.newWidth(), golden.newHeight(), golden.filter());

    List<Integer> first = new ArrayList<>();
    for (int i = 0; i < golden.first().size(); i++) {
      first.add(resized.rgb()[i] & 255);
    }
    assertThat(first).isEqualTo(golden.first());
    CRC32 crc = new CRC32();
    crc.update(resized.rgb());
    assertThat(crc.getValue()).isEqualTo(golden.crc32());
  }

  @Test
  void allSixtyGoldenCasesAreRead() throws IOException {
    assertThat(goldens()).hasSize(60);
  }

  @ParameterizedTest
  @EnumSource(Filter.class)
  void aWindowHasTheBytesOfTheWholeCutAfterwards(Filter filter) {
    Picture picture = random(61, 83);
    for (int size : new int[] {17, 61, 140}) {
      Picture whole = Resize.resize(picture, size, size + 5, filter);
      Picture window = Resize.resize(picture, size, size + 5, filter, 3, 7, 11, 9);

      assertThat(window.rgb()).isEqualTo(cut(whole, 3, 7, 11, 9));
    }
  }

  @ParameterizedTest
  @EnumSource(Filter.class)
  void aBoxHasTheBytesOfItsCopy(Filter filter) {
    Picture picture = random(61, 83);
    int[][] boxes = {
      {0, 0, 61, 83}, {3, 7, 40, 50}, {58, 80, 3, 3}, {60, 0, 1, 83}, {11, 5, 17, 9}
    };
    for (int[] box : boxes) {
      Picture copy = new Picture(box[2], box[3], cut(picture, box[0], box[1], box[2], box[3]));
      byte[] expected = Resize.resize(copy, 17, 23, filter).rgb();
      byte[] found = new byte[expected.length];
      Resize.box(
          picture,
          box[0],
          box[1],
          box[2],
          box[3],
          17,
          23,
          filter,
          (y, row) -> {
            for (int i = 0; i < row.length; i++) {
              found[y * row.length + i] = (byte) row[i];
            }
          });
      assertThat(found).isEqualTo(expected);
    }
    assertThatThrownBy(() -> Resize.box(picture, 30, 0, 32, 9, 5, 5, filter, (y, row) -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("width: expected a window within 0..61, found 30..62.");
  }

  @ParameterizedTest
  @EnumSource(Filter.class)
  void theSameSizeGivesTheSameBytes(Filter filter) {
    Picture picture = random(40, 30);

    assertThat(Resize.resize(picture, 40, 30, filter).rgb()).isEqualTo(picture.rgb());
  }

  @ParameterizedTest
  @EnumSource(Filter.class)
  void anEvenColourStaysThatColour(Filter filter) {
    byte[] rgb = new byte[3 * 29 * 31];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i % 3 == 0 ? 255 : i % 3 == 1 ? 128 : 0);
    }

    byte[] resized = Resize.resize(new Picture(29, 31, rgb), 57, 13, filter).rgb();

    for (int i = 0; i < resized.length; i++) {
      assertThat(resized[i] & 255).isEqualTo(i % 3 == 0 ? 255 : i % 3 == 1 ? 128 : 0);
    }
  }

  @Test
  void aSizeOrWindowOutsideIsRefused() {
    Picture picture = random(4, 4);

    assertThatThrownBy(() -> Resize.resize(picture, 0, 4, Filter.BOX))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("width: expected at least 1, found 0. Give the new size in pixels.");
    assertThatThrownBy(() -> Resize.resize(picture, 8, 8, Filter.BOX, 0, 3, 8, 6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "height: expected a window within 0..8, found 3..9."
                + " Move the window or enlarge the picture.");
    assertThatThrownBy(() -> Resize.resize(picture, 30_000, 30_000, Filter.BOX))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "size: expected at most 715 megapixels, found 30000 x 30000. Choose a smaller size.");
  }

  private static byte[] cut(Picture picture, int x, int y, int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    for (int row = 0; row < height; row++) {
      System.arraycopy(
          picture.rgb(), 3 * ((y + row) * picture.width() + x), rgb, 3 * row * width, 3 * width);
    }
    return rgb;
  }

  private static Picture random(int width, int height) {
    double[] values = GoldenValues.values("image:" + width + "x" + height, 3 * width * height);
    byte[] rgb = new byte[values.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (int) (values[i] * 256);
    }
    return new Picture(width, height, rgb);
  }

  static List<Golden> goldens() throws IOException {
    List<Golden> goldens = new ArrayList<>();
    try (InputStream in = ResizeTest.class.getResourceAsStream("resize_golden.json")) {
      for (JsonNode row : new ObjectMapper().readTree(in).get("cases")) {
        List<Integer> first = new ArrayList<>();
        row.get("first").forEach(value -> first.add(value.intValue()));
        goldens.add(
            new Golden(
                row.get("source").get(0).intValue(),
                row.get("source").get(1).intValue(),
                row.get("target").get(0).intValue(),
                row.get("target").get(1).intValue(),
                Filter.valueOf(row.get("filter").textValue().toUpperCase(Locale.ROOT)),
                row.get("crc32").longValue(),
                first));
      }
    }
    return goldens;
  }
}
