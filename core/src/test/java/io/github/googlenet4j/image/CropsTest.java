package io.github.googlenet4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.googlenet4j.GoldenValues;
import io.github.googlenet4j.image.Preparation.Fit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Crops have the bytes of Pillow; {@code reference/crops_golden.py} writes the checksums. */
class CropsTest {
  private static final Preparation SQUASH = new Preparation(Fit.SQUASH, 256, 224, Filter.BILINEAR);
  private static final Preparation SHORT_SIDE =
      new Preparation(Fit.SHORT_SIDE, 256, 224, Filter.BILINEAR);

  record Golden(int width, int height, long squash, long shortSide, long paper) {}

  static List<Golden> goldens() throws IOException {
    List<Golden> goldens = new ArrayList<>();
    try (InputStream in = CropsTest.class.getResourceAsStream("crops_golden.json")) {
      for (JsonNode row : new ObjectMapper().readTree(in).get("cases")) {
        goldens.add(
            new Golden(
                row.get("width").intValue(),
                row.get("height").intValue(),
                row.get("squash").longValue(),
                row.get("short_side").longValue(),
                row.get("paper").longValue()));
      }
    }
    return goldens;
  }

  private static Picture random(int width, int height) {
    double[] values = GoldenValues.values("image:" + width + "x" + height, 3 * width * height);
    byte[] rgb = new byte[values.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (int) (values[i] * 256);
    }
    return new Picture(width, height, rgb);
  }

  private static byte[] bytes(View view) {
    FloatBuffer batch = FloatBuffer.allocate(3 * view.side() * view.side());
    view.into(batch, 0);
    byte[] bytes = new byte[batch.limit()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) batch.get(i);
    }
    return bytes;
  }

  private static long checksum(List<View> views) {
    CRC32 crc = new CRC32();
    views.forEach(view -> crc.update(bytes(view)));
    return crc.getValue();
  }

  /** Among them pictures smaller than 224 pixels, down to one pixel, and very long ones. */
  @ParameterizedTest
  @MethodSource("goldens")
  void cropsHavePillowsBytes(Golden golden) {
    Picture picture = random(golden.width(), golden.height());
    assertThat(checksum(Crops.TEN.of(picture, SQUASH))).isEqualTo(golden.squash());
    assertThat(checksum(Crops.TEN.of(picture, SHORT_SIDE))).isEqualTo(golden.shortSide());
    assertThat(checksum(Crops.PAPER.of(picture, SQUASH))).isEqualTo(golden.paper());
    assertThat(checksum(Crops.PAPER.of(picture, SHORT_SIDE))).isEqualTo(golden.paper());
  }

  @Test
  void allGoldenCasesAreRead() throws IOException {
    assertThat(goldens()).hasSize(10);
  }

  @ParameterizedTest
  @EnumSource(Crops.class)
  void thereAreAsManyAsTheNumberSaysAtEverySide(Crops crops) {
    Picture picture = random(50, 40);
    for (int side : new int[] {32, 48, 224, 448}) {
      List<View> views = crops.of(picture, SHORT_SIDE.atSide(side));
      assertThat(views).hasSize(crops.count()).allMatch(view -> view.side() == side);
    }
    assertThat(Crops.of(crops.count())).isEqualTo(crops);
  }

  @Test
  void oneCropIsThePreparationsOwn() {
    Picture picture = random(61, 83);
    List<View> views = Crops.ONE.of(picture, SQUASH);
    assertThat(bytes(views.get(0))).isEqualTo(SQUASH.apply(picture).rgb());
    assertThat(bytes(Crops.TEN.of(picture, SQUASH).get(4))).isEqualTo(SQUASH.apply(picture).rgb());
  }

  @Test
  void cropsShareResizedPictures() {
    Set<Picture> kept = new HashSet<>();
    Picture picture = random(400, 533);
    Crops.TEN.of(picture, SHORT_SIDE).forEach(view -> kept.add(view.picture()));
    assertThat(kept).hasSize(1);
    kept.clear();
    Crops.PAPER.of(picture, SHORT_SIDE).forEach(view -> kept.add(view.picture()));
    assertThat(kept).hasSize(4 + 12); // scales, and squares made smaller
  }

  @Test
  void aLineOfAMillionPixelsCostsOnlyItsSquares() {
    Picture line = new Picture(1_000_000, 1, new byte[3_000_000]);
    for (Crops crops : Crops.values()) {
      Set<Picture> kept = new HashSet<>();
      crops.of(line, SHORT_SIDE).forEach(view -> kept.add(view.picture()));
      assertThat(kept.stream().mapToLong(picture -> picture.rgb().length).sum())
          .isLessThan(12_000_000);
    }
  }

  @Test
  void anotherNumberIsRefused() {
    assertThatThrownBy(() -> Crops.of(5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("crops: expected 1, 10 or 144, found 5.");
  }
}
