package io.github.googlenet4j.image;

import static io.github.googlenet4j.image.Preparation.Fit.SHORT_SIDE;
import static io.github.googlenet4j.image.Preparation.Fit.SQUASH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.GoldenValues;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreparationTest {

  @Test
  void squashIsAResizeToASquareAndItsMiddle() {
    Picture picture = random(300, 200);

    byte[] square = new Preparation(SQUASH, 256, 224, Filter.BILINEAR).apply(picture).rgb();

    Picture whole = Resize.resize(picture, 256, 256, Filter.BILINEAR);
    assertThat(square).isEqualTo(cut(whole, 16, 16, 224));
  }

  // Sizes and offsets by hand from torchvision's rules: int(256 * long / short), round half to
  // even.
  @ParameterizedTest
  @CsvSource({
    "400, 533, 256, 224, 256, 341, 16, 58", // 58.5 rounds down to the even 58
    "533, 400, 256, 224, 341, 256, 58, 16",
    "300, 301, 256, 225, 256, 256, 16, 16", // 15.5 rounds up to the even 16; 256.85 is cut
    "50, 50, 40, 40, 40, 40, 0, 0",
    "7, 1000, 8, 8, 8, 1142, 0, 567",
  })
  void shortSideKeepsTheShapeAndCutsTheMiddle(
      int width, int height, int resize, int crop, int toWidth, int toHeight, int x, int y) {
    Picture picture = random(width, height);

    byte[] square = new Preparation(SHORT_SIDE, resize, crop, Filter.BICUBIC).apply(picture).rgb();

    Picture whole = Resize.resize(picture, toWidth, toHeight, Filter.BICUBIC);
    assertThat(square).isEqualTo(cut(whole, x, y, crop));
  }

  @Test
  void aPictureOneWideAndVeryHighTakesNoMoreMemoryThanItsCrop() {
    // Its short side of 256 makes a long side of 51 million: 39 GB if it were made in full.
    Picture needle = new Picture(1, 200_000, new byte[600_000]);

    for (Filter filter : Filter.values()) {
      Picture square = new Preparation(SHORT_SIDE, 256, 224, filter).apply(needle);
      assertThat(square.rgb()).containsOnly(0);
      square = new Preparation(SQUASH, 256, 224, filter).apply(needle);
      assertThat(square.rgb()).containsOnly(0);
    }
  }

  @Test
  void aBatchIsFilledAtItsPlaceAndNowhereElse() {
    Preparation preparation = new Preparation(SQUASH, 9, 5, Filter.LANCZOS);
    Picture picture = random(30, 20);
    FloatBuffer batch =
        ByteBuffer.allocateDirect(4 * 3 * 75).order(ByteOrder.nativeOrder()).asFloatBuffer();
    for (int i = 0; i < batch.limit(); i++) {
      batch.put(i, -1);
    }
    batch.position(7);

    preparation.into(picture, batch, 1);

    byte[] expected = preparation.apply(picture).rgb();
    for (int i = 0; i < batch.limit(); i++) {
      assertThat(batch.get(i)).isEqualTo(i / 75 == 1 ? expected[i - 75] & 255 : -1);
    }
    assertThat(batch.position()).isEqualTo(7);
    assertThatThrownBy(() -> preparation.into(picture, batch, 3))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("index: expected 0 to 2, found 3. Allocate a larger batch.");
  }

  @ParameterizedTest
  @CsvSource({"224, 256", "32, 37", "96, 110", "299, 342", "448, 512"})
  void anotherSideKeepsTheShareThatIsCutAway(int side, int resize) {
    Preparation preparation = new Preparation(SHORT_SIDE, 256, 224, Filter.BILINEAR);

    assertThat(preparation.atSide(side))
        .isEqualTo(new Preparation(SHORT_SIDE, resize, side, Filter.BILINEAR));
  }

  @Test
  void numbersOutsideTheirRangeAreNamed() {
    assertThatThrownBy(() -> new Preparation(SQUASH, 256, 0, Filter.BOX))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("crop: expected 1 to 16384, found 0. Choose the side of the network's input.");
    assertThatThrownBy(() -> new Preparation(SQUASH, 200, 224, Filter.BOX))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "resize: expected 224 (crop) to 16384, found 200."
                + " Resize to at least what is cut out.");
    assertThatThrownBy(() -> new Picture(2, 2, new byte[11]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "rgb: expected 3 x 2 x 2 = 12 bytes, found 11."
                + " Give one byte each for red, green, blue.");
    assertThatThrownBy(() -> new PictureLimits(0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bytes: expected 1 to 2147483583, found 0. Choose a limit within that range.");
  }

  private static byte[] cut(Picture picture, int x, int y, int side) {
    byte[] rgb = new byte[3 * side * side];
    for (int row = 0; row < side; row++) {
      int from = 3 * ((y + row) * picture.width() + x);
      System.arraycopy(picture.rgb(), from, rgb, 3 * row * side, 3 * side);
    }
    return rgb;
  }

  private static Picture random(int width, int height) {
    double[] values = GoldenValues.values("preparation", 3 * width * height);
    byte[] rgb = new byte[values.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (int) (values[i] * 256);
    }
    return new Picture(width, height, rgb);
  }
}
