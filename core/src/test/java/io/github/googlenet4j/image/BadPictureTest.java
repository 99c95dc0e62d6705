package io.github.googlenet4j.image;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.googlenet4j.SharedData;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BadPictureTest {

  private final PictureReader reader = new PictureReader(PictureLimits.DEFAULT);

  @Test
  void anEmptyFile() {
    refused(
        new byte[0],
        "empty.jpg",
        "empty.jpg: expected a JPEG, PNG, GIF, BMP, TIFF, WebP or PNM picture, found an empty file."
            + " Copy the file again.");
  }

  @Test
  void aTextFileNamedLikeAPicture() {
    refused(
        "no picture\n".getBytes(US_ASCII),
        "text.jpg",
        "text.jpg: expected a JPEG, PNG, GIF, BMP, TIFF, WebP or PNM picture, found text."
            + " Convert it to one of these.");
    refused(
        new byte[] {0x7F, 'E', 'L', 'F', 2, 1, 1, 0},
        "program.png",
        "program.png: expected a JPEG, PNG, GIF, BMP, TIFF, WebP or PNM picture,"
            + " found bytes of another kind. Convert it to one of these.");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 100, 2000, 3000})
  void aTruncatedJpeg(int length) throws IOException {
    byte[] whole = image("jpg", 200, 150);
    assertThat(whole.length).isGreaterThan(3000);

    refused(
        Arrays.copyOf(whole, length),
        "cut.jpg",
        "cut.jpg: expected a complete JPEG, found the end of the file after "
            + length
            + " bytes. Copy the file again.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "gif", "bmp", "tiff"})
  void otherTruncatedFormats(String format) throws IOException {
    byte[] whole = image(format, 40, 30);

    assertThatThrownBy(() -> reader.read(Arrays.copyOf(whole, whole.length / 2), "cut." + format))
        .isInstanceOf(PictureException.class)
        .hasMessageMatching(
            "cut\\.\\w+: expected a (complete|readable) \\w+, found [^\\n]+\\. Copy the file"
                + " again[^\\n]*\\.");
  }

  @Test
  void aPngThatClaimsTobeHuge() {
    refused(
        hugePng(60_000, 60_000),
        "bomb.png",
        "bomb.png: expected at most 200000000 pixels, found 60000 x 60000."
            + " Make the picture smaller or raise the limit of pixels.");
    refused(
        hugePng(-1, 0x7FFFFFFF),
        "bomb.png",
        "bomb.png: expected a readable PNG, found a size of -1 x 2147483647."
            + " Save it again with another program.");
  }

  @Test
  void aPngOnePixelWideAndVeryHigh() {
    refused(
        hugePng(1, 1_000_001),
        "needle.png",
        "needle.png: expected at most 1000000 pixels a side, found 1 x 1000001."
            + " Cut the picture into pieces.");
  }

  @Test
  void everyFormatIsMeasuredBeforeItIsDecoded() throws IOException {
    for (String format : new String[] {"jpg", "png", "gif", "bmp", "tiff"}) {
      byte[] picture = image(format, 101, 100);
      String name = "large." + format;
      assertThat(new PictureReader(new PictureLimits(1 << 20, 10_100)).read(picture, name).width())
          .isEqualTo(101);
      assertThatThrownBy(
              () -> new PictureReader(new PictureLimits(1 << 20, 10_099)).read(picture, name))
          .isInstanceOf(PictureException.class)
          .hasMessage(
              name
                  + ": expected at most 10099 pixels, found 101 x 100."
                  + " Make the picture smaller or raise the limit of pixels.");
    }
  }

  @Test
  void aTiffWhoseNotesAndTilesClaimMoreThanThereIs() {
    // 10 x 10, grey, uncompressed; then one entry that lies.
    assertThatThrownBy(() -> reader.read(tiff(322, 4, 1, 1 << 30), "tile.tif"))
        .hasMessageStartingWith("tile.tif: expected at most 1000000 pixels a side");
    assertThatThrownBy(() -> reader.read(tiff(258, 3, 0x7FFFFFFF, 8), "bits.tif"))
        .isInstanceOf(PictureException.class)
        .hasMessageStartingWith("bits.tif: expected a readable TIFF");
    assertThatThrownBy(() -> reader.read(tiff(277, 3, 1, 65_535), "samples.tif"))
        .isInstanceOf(PictureException.class)
        .hasMessage(
            "samples.tif: expected a TIFF of 1 to 8 samples a pixel, found 65535. Save it as RGB.");
  }

  @Test
  void moreBytesThanTheLimit(@TempDir Path folder) throws IOException {
    PictureReader small = new PictureReader(new PictureLimits(1000, 1000));
    Path file = Files.write(folder.resolve("big.jpg"), new byte[1001]);

    assertThatThrownBy(() -> small.read(file))
        .isInstanceOf(PictureException.class)
        .hasMessage(
            file
                + ": expected at most 1000 bytes, found 1001."
                + " Make the picture smaller or raise the limit of bytes.");
  }

  @Test
  void aFolderAndAMissingFile(@TempDir Path folder) throws IOException {
    assertThatThrownBy(() -> reader.read(folder))
        .isInstanceOf(PictureException.class)
        .hasMessage(folder + ": expected a picture file, found a folder. Name a file in it.");
    Path missing = folder.resolve("missing\n.jpg");
    assertThatThrownBy(() -> reader.read(missing))
        .isInstanceOf(PictureException.class)
        .hasMessage(
            folder
                + "/missing?.jpg: expected a picture file, found nothing of that name."
                + " Check the path.");
  }

  @Test
  void aFileWithoutPermission(@TempDir Path folder) throws IOException {
    Path closed = Files.write(folder.resolve("closed.jpg"), new byte[10]);
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(closed), "skipped: this user may read everything");
    assertThatThrownBy(() -> reader.read(closed))
        .isInstanceOf(PictureException.class)
        .hasMessage(
            closed
                + ": expected a readable file, found no permission to read it."
                + " Change its permissions or its owner.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kinds/1_webp_a.webp",
        "kinds/1_webp_ll.webp",
        "kinds/adobe-unknown-rgb-ids.jpg",
        "kinds/cmyk-sample-no-icc.jpg",
        "kinds/gray-sample.jpg",
        "kinds/exif-jfif-app13-app14ycck-3channel.jpg",
        "kinds/flower-rgb-contig-08.tif",
        "kinds/flower-rgb-contig-16.tif",
        "kinds/lzw-rgba-padded-icc.tif",
        "pngsuite/basi3p08.png",
        "pngsuite/basn6a16.png",
        "pngsuite/tbbn2c16.png",
      })
  void damageOfAnyKindIsAPictureOrOneLine(String name) throws IOException {
    damage(Files.readAllBytes(SharedData.path("data/pictures").resolve(name)), name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpg", "png", "gif", "bmp", "tiff"})
  void damageOfAnyKindToAPictureOfOurOwn(String format) throws IOException {
    damage(image(format, 60, 40), "own." + format);
  }

  /** Mutations: bytes changed, most of them in the header; ends cut off; pieces moved. */
  private static void damage(byte[] sound, String name) {
    // Small, so that a claim within the limits is no burden to the test.
    PictureReader strict = new PictureReader(new PictureLimits(1 << 20, 1_000_000));
    Random random = new Random(name.hashCode());
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = sound.clone();
      int reach = random.nextBoolean() ? Math.min(200, bytes.length) : bytes.length;
      for (int i = random.nextInt(1, 6); i > 0; i--) {
        bytes[random.nextInt(reach)] = (byte) random.nextInt(256);
      }
      if (round % 4 == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      } else if (round % 4 == 1) {
        int from = random.nextInt(bytes.length);
        int to = random.nextInt(bytes.length);
        System.arraycopy(sound, from, bytes, to, Math.min(9, bytes.length - Math.max(from, to)));
      }
      try {
        Picture picture = strict.read(bytes, name);
        assertThat(picture.width()).isPositive();
      } catch (PictureException e) {
        assertThat(e.getMessage()).startsWith(name + ": expected ").doesNotContain("\n");
      } catch (Throwable e) {
        throw new AssertionError(name + ", round " + round, e);
      }
    }
  }

  private static final int ROUNDS = Integer.getInteger("googlenet.damage.rounds", 30);

  private void refused(byte[] bytes, String name, String message) {
    assertThatThrownBy(() -> reader.read(bytes, name))
        .isInstanceOf(PictureException.class)
        .hasMessage(message);
  }

  /** A picture of noise, written by ImageIO. */
  static byte[] image(String format, int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Random random = new Random(3);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt());
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, out)).isTrue();
    return out.toByteArray();
  }

  private static byte[] hugePng(int width, int height) {
    ByteBuffer png = ByteBuffer.allocate(60);
    png.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
    png.putInt(13).put("IHDR".getBytes(US_ASCII)).putInt(width).putInt(height);
    png.put(new byte[] {8, 2, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(png.array(), 12, 17);
    return png.putInt((int) crc.getValue()).putInt(0).put("IDAT".getBytes(US_ASCII)).array();
  }

  static byte[] tiff(int tag, int type, int count, int value) {
    int[][] entries = {
      {256, 4, 1, 10}, {257, 4, 1, 10}, {258, 4, 1, 8}, {259, 4, 1, 1}, {262, 4, 1, 1},
      {273, 4, 1, 150}, {277, 4, 1, 1}, {278, 4, 1, 10}, {279, 4, 1, 100}, {323, 4, 1, 10},
    };
    ByteBuffer tiff = ByteBuffer.allocate(300).order(ByteOrder.LITTLE_ENDIAN);
    tiff.put("II*\0".getBytes(US_ASCII)).putInt(8).putShort((short) 11);
    tiff.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
    for (int[] entry : entries) {
      tiff.putShort((short) entry[0]).putShort((short) entry[1]).putInt(entry[2]).putInt(entry[3]);
    }
    return tiff.array();
  }
}
