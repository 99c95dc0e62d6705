package io.github.googlenet4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TiffTest {

  private final PictureReader reader = new PictureReader(PictureLimits.DEFAULT);

  /** Two pixels of red, green, blue and a fourth sample. */
  private static final byte[] FOUR = {10, 20, 30, 0, 40, 50, 60, 100};

  private static final byte[] COLORS = {10, 20, 30, 40, 50, 60};

  // Pillow 13: RGBX for 0 and for two times 0, RGBA where nothing is said, RGBa for 1, RGBA for 2.
  @Test
  void aFourthBandThatIsNotAlphaIsIgnored() throws IOException {
    TiffSample infrared = TiffSample.of(2, 1, 4, FOUR).with(338, 3, 0);

    PictureInspection inspection = reader.inspect(infrared.bytes(), "infrared.tif");

    assertThat(inspection.picture().rgb()).isEqualTo(COLORS);
    assertThat(inspection.notes()).isEmpty();
    assertThat(reader.read(planar(infrared).bytes(), "planar.tif").rgb()).isEqualTo(COLORS);
    TiffSample five = TiffSample.of(1, 1, 5, new byte[] {1, 2, 3, 4, 5}).with(338, 3, 0, 0);
    assertThat(reader.read(five.bytes(), "five.tif").rgb()).containsExactly(1, 2, 3);
    TiffSample grey = TiffSample.of(2, 1, 2, new byte[] {1, 2, 3, 4}).with(338, 3, 0);
    assertThat(reader.read(grey.bytes(), "grey.tif").rgb()).containsExactly(1, 1, 1, 3, 3, 3);
  }

  private static TiffSample planar(TiffSample ignored) {
    byte[] planes = {10, 40, 20, 50, 30, 60, 0, 100};
    return TiffSample.of(2, 1, 4, planes)
        .with(338, 3, 0)
        .with(284, 3, 2)
        .with(273, 4, 8, 10, 12, 14)
        .with(279, 4, 2, 2, 2, 2);
  }

  @Test
  void aFourthBandThatIsAlphaIsBlended() throws IOException {
    // (40 * 100 + 255 * 155) / 255 and so on, rounded; multiplied: 40 + 155.
    byte[] blended = {-1, -1, -1, (byte) 171, (byte) 175, (byte) 179};
    byte[] multiplied = {-1, -1, -1, (byte) 195, (byte) 205, (byte) 215};

    PictureInspection straight =
        reader.inspect(TiffSample.of(2, 1, 4, FOUR).with(338, 3, 2).bytes(), "alpha.tif");
    assertThat(straight.picture().rgb()).isEqualTo(blended);
    assertThat(straight.notes()).containsExactly("alpha over white");
    assertThat(reader.read(TiffSample.of(2, 1, 4, FOUR).bytes(), "silent.tif").rgb())
        .isEqualTo(blended);
    byte[] black = {0, 0, 0, 0, 40, 50, 60, 100};
    assertThat(reader.read(TiffSample.of(2, 1, 4, black).with(338, 3, 1).bytes(), "pre.tif").rgb())
        .isEqualTo(multiplied);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aBigTiffIsReadAsASmallOne(boolean big) throws IOException {
    TiffSample strips =
        TiffSample.of(big, 1, 2, 3, COLORS)
            .with(278, 3, 1)
            .with(279, big ? 16 : 4, 3, 3)
            .with(274, 3, 3);
    strips.with(273, big ? 16 : 4, strips.begin(), strips.begin() + 3);

    PictureInspection inspection = reader.inspect(strips.bytes(), "big.tif");

    assertThat(inspection.picture().rgb()).containsExactly(40, 50, 60, 10, 20, 30);
    assertThat(inspection.format()).isEqualTo("TIFF");
    assertThat(inspection.notes()).containsExactly("turned by EXIF 3");
  }

  @ParameterizedTest
  @CsvSource({
    "32, 3, 1, 'expected a TIFF of 1 to 16 bits a sample, found 32 bits of floating point.'",
    "16, 3, 1, 'expected a TIFF of 1 to 16 bits a sample, found 16 bits of floating point.'",
    "64, 3, 1, 'expected a TIFF of 1 to 16 bits a sample, found 64 bits of floating point.'",
    "32, 2, 1, 'expected a TIFF of 1 to 16 bits a sample, found 32 bits with a sign.'",
    "16, 2, 1, 'expected a TIFF of 1 to 16 bits a sample, found 16 bits with a sign.'",
    "32, 1, 1, 'expected a TIFF of 1 to 16 bits a sample, found 32 bits.'",
    "24, 1, 1, 'expected a TIFF of 1 to 16 bits a sample, found 24 bits.'",
  })
  void samplesThatAreNotReadAreNamed(int bits, int format, int samples, String message) {
    TiffSample tiff =
        TiffSample.of(1, 1, samples, new byte[8]).with(258, 3, bits).with(339, 3, format);

    assertThatThrownBy(() -> reader.read(tiff.bytes(), "deep.tif"))
        .isInstanceOf(PictureException.class)
        .hasMessage("deep.tif: " + message + " Save it with 8 or 16 bits a sample.");
  }

  @ParameterizedTest
  @CsvSource({
    "50000, ZSTD",
    "34712, JPEG 2000",
    "34661, JBIG",
    "50001, WebP",
    "34925, LZMA",
    "34887, LERC",
    "12345, compression 12345"
  })
  void compressionsThatAreNotReadAreNamed(int compression, String name) {
    TiffSample tiff = TiffSample.of(1, 1, 1, new byte[8]).with(259, 3, compression);

    assertThatThrownBy(() -> reader.read(tiff.bytes(), "packed.tif"))
        .hasMessage(
            "packed.tif: expected a TIFF without compression or with LZW, Deflate, PackBits, JPEG"
                + " or fax (CCITT), found "
                + name
                + ". Save it with one of these.");
  }

  @Test
  void cameraDataIsNamed() {
    TiffSample tiff = TiffSample.of(1, 1, 1, new byte[8]).with(262, 3, 32803);

    assertThatThrownBy(() -> reader.read(tiff.bytes(), "raw.dng"))
        .hasMessage(
            "raw.dng: expected a TIFF of grey, RGB, CMYK, YCbCr, Lab or a palette, found camera"
                + " data (CFA). Save it as RGB.");
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 257, 258, 259, 262, 273, 277, 278, 279, 284, 317, 338, 339})
  void numbersOfOtherTypesAreRefused(int tag) {
    for (int type : new int[] {2, 6, 7, 8, 9, 11, 12, 13}) {
      byte[] tiff = TiffSample.of(1, 1, 1, new byte[8]).with(tag, type, 1).bytes();
      assertThatThrownBy(() -> reader.read(tiff, "odd.tif"))
          .isInstanceOf(PictureException.class)
          .hasMessage(
              "odd.tif: expected whole numbers of the type BYTE, SHORT or LONG as TIFF tag "
                  + tag
                  + ", found type "
                  + type
                  + ". Save it again with another program.");
    }
  }

  @Test
  void ofTwoFieldsWithOneTagTheDecoderSeesTheOneThatWasChecked() throws IOException {
    TiffSample twice =
        TiffSample.of(2, 1, 3, COLORS).and(256, 4, 60_000).and(257, 4, 60_000).and(277, 3, 8);

    assertThat(reader.read(twice.bytes(), "twice.tif").rgb()).isEqualTo(COLORS);
  }

  @Test
  void tilesLargerThanThePictureAreWork() {
    long[] places = LongStream.generate(() -> 8).limit(100).toArray();
    TiffSample tiff =
        TiffSample.of(1, 10_000, 1, new byte[10])
            .without(273)
            .without(279)
            .with(259, 3, 8)
            .with(322, 4, 1_000_000)
            .with(323, 4, 100)
            .with(324, 4, places)
            .with(325, 4, places);

    assertThatThrownBy(() -> reader.read(tiff.bytes(), "tiles.tif"))
        .isInstanceOf(PictureException.class)
        .hasMessageStartingWith(
            "tiles.tif: expected at most 134217728 bytes to decode for a picture of its size, found"
                + " 10000000800.");
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 7})
  void aHundredTilesThatAreOneJpegAreWork(int compression) throws IOException {
    byte[] jpeg = jpeg(1600, 1600);
    long[] places = LongStream.generate(() -> 8).limit(100).toArray();
    long[] lengths = LongStream.generate(() -> jpeg.length).limit(100).toArray();
    TiffSample tiff =
        TiffSample.of(1600, 16, 1, jpeg)
            .without(273)
            .without(279)
            .with(259, 3, compression)
            .with(322, 4, 16)
            .with(323, 4, 16)
            .with(324, 4, places)
            .with(325, 4, lengths);
    if (compression == 6) {
      tiff.with(513, 4, 8).with(514, 4, jpeg.length);
    }

    assertThatThrownBy(() -> reader.read(tiff.bytes(), "tiles.tif"))
        .isInstanceOf(PictureException.class)
        .hasMessageStartingWith("tiles.tif: expected at most 134217728 bytes to decode");
  }

  @Test
  void aFrameLargerThanTheLimitsIsRefusedWhateverTheTiffSays() throws IOException {
    PictureReader strict = new PictureReader(PictureLimits.DEFAULT.withPixels(1_000_000));
    byte[] jpeg = jpeg(1600, 1600);
    TiffSample tiff = TiffSample.of(16, 16, 1, jpeg).with(259, 3, 7);

    assertThatThrownBy(() -> strict.read(tiff.bytes(), "frame.tif"))
        .hasMessage(
            "frame.tif: expected at most 1000000 pixels, found 1600 x 1600. Make the picture"
                + " smaller or raise the limit of pixels.");
    // As a signed number the compression would be read as none, and the frame not be looked at.
    assertThatThrownBy(() -> strict.read(tiff.with(259, 9, 7).bytes(), "frame.tif"))
        .isInstanceOf(PictureException.class)
        .hasMessageContaining("as TIFF tag 259, found type 9");
  }

  @Test
  void aTiffOfJpegTilesIsStillRead() throws IOException {
    byte[] jpeg = jpeg(16, 16);
    TiffSample tiff = TiffSample.of(16, 16, 1, jpeg).with(259, 3, 7);

    byte[] rgb = reader.read(tiff.bytes(), "one.tif").rgb();

    assertThat(rgb).isEqualTo(reader.read(jpeg, "one.jpg").rgb());
  }

  @Test
  void xmpTurnsATiffThatHasNoOrientation() throws IOException {
    byte[] xmp = "<x tiff:Orientation=\"3\"/>".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    long[] values = new long[xmp.length];
    Arrays.setAll(values, i -> xmp[i]);
    TiffSample tiff = TiffSample.of(2, 1, 3, COLORS).with(700, 1, values);

    PictureInspection turned = reader.inspect(tiff.bytes(), "xmp.tif");

    assertThat(turned.picture().rgb()).containsExactly(40, 50, 60, 10, 20, 30);
    assertThat(turned.notes()).containsExactly("turned by XMP 3");
    assertThat(reader.read(tiff.with(274, 3, 1).bytes(), "exif.tif").rgb()).isEqualTo(COLORS);
  }

  private static byte[] jpeg(int width, int height) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    assertThat(ImageIO.write(image, "jpg", out)).isTrue();
    return out.toByteArray();
  }
}
