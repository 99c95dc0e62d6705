package io.github.googlenet4j.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JpegTest {

  private static final String XAP = "http://ns.adobe.com/xap/1.0/\0";

  private final PictureReader reader = new PictureReader(PictureLimits.DEFAULT);

  @ParameterizedTest
  @ValueSource(strings = {"<a tiff:Orientation=\"6\"/>", "<tiff:Orientation>6</tiff:Orientation>"})
  void xmpTurnsWhereExifSaysNothing(String xmp) throws IOException {
    byte[] jpeg = BadPictureTest.image("jpg", 40, 30);
    byte[] packet = (XAP + xmp).getBytes(ISO_8859_1);
    byte[] noted = inserted(jpeg, segment(0xE1, packet));

    PictureInspection turned = reader.inspect(noted, "xmp.jpg");

    assertThat(turned.picture().rgb())
        .isEqualTo(Orientation.upright(reader.read(jpeg, "plain.jpg"), 6).rgb());
    assertThat(turned.notes()).containsExactly("turned by XMP 6");
    byte[] exif = "Exif\0\0MM\0*\0\0\0\10\0\1\1\22\0\3\0\0\0\1\0\1\0\0".getBytes(ISO_8859_1);
    byte[] both = inserted(noted, segment(0xE1, exif));
    assertThat(reader.inspect(both, "both.jpg").notes()).isEmpty();
  }

  @Test
  void aProfileIsNoted() throws IOException {
    byte[] jpeg = BadPictureTest.image("jpg", 20, 20);
    byte[] profile = segment(0xE2, "ICC_PROFILE\0\1\1xyz".getBytes(ISO_8859_1));

    assertThat(reader.inspect(inserted(jpeg, profile), "p.jpg").notes())
        .containsExactly("profile not followed");
  }

  @ParameterizedTest
  @CsvSource({"jpg", "progressive"})
  void onlyTheEndMarkerMayBeMissing(String kind) throws IOException {
    byte[] whole = kind.equals("jpg") ? noise(64, 48) : progressive(noiseImage(64, 48));
    byte[] cut = Arrays.copyOf(whole, whole.length - 2);

    PictureInspection found = reader.inspect(cut, "cut.jpg");

    assertThat(found.picture().rgb()).isEqualTo(reader.read(whole, "whole.jpg").rgb());
    assertThat(found.damaged()).isTrue();
    assertThat(reader.inspect(whole, "whole.jpg").damaged()).isFalse();
  }

  @Test
  void theLastRowsMayBeMissing() throws IOException {
    byte[] whole = noise(200, 400);
    byte[] cut = Arrays.copyOf(whole, whole.length - whole.length / 20);

    PictureInspection found = reader.inspect(cut, "cut.jpg");

    byte[] expected = reader.read(whole, "whole.jpg").rgb();
    int there = 3 * 200 * 360;
    assertThat(Arrays.copyOf(found.picture().rgb(), there))
        .isEqualTo(Arrays.copyOf(expected, there));
    assertThat(found.damaged()).isTrue();
    assertThat(found.notes().get(0))
        .matches("damaged: last rows missing, at most (2|3|4)\\d of 400");
  }

  @ParameterizedTest
  @ValueSource(ints = {50, 75, 85})
  void moreThanATenthOfTheRowsMayNot(int percent) throws IOException {
    byte[] whole = noise(200, 400);
    byte[] cut = Arrays.copyOf(whole, whole.length * percent / 100);

    assertThatThrownBy(() -> reader.read(cut, "cut.jpg"))
        .isInstanceOf(PictureException.class)
        .hasMessage(
            "cut.jpg: expected a complete JPEG, found the end of the file after "
                + cut.length
                + " bytes. Copy the file again.");
  }

  @Test
  void ofAProgressivePictureOnlyTheLastScanMayBeCut() throws IOException {
    byte[] whole = progressive(noiseImage(100, 80));
    int lastScan = new String(whole, ISO_8859_1).lastIndexOf("\u00ff\u00da");

    PictureInspection found =
        reader.inspect(Arrays.copyOf(whole, (lastScan + whole.length) / 2), "late.jpg");

    assertThat(found.notes())
        .containsExactly("damaged: end missing, perhaps details of the last scan");
    assertThatThrownBy(() -> reader.read(Arrays.copyOf(whole, lastScan), "early.jpg"))
        .isInstanceOf(PictureException.class)
        .hasMessageStartingWith("early.jpg: expected a complete JPEG");
  }

  @Test
  void scansTimesPixelsAreWork() throws IOException {
    byte[] whole = progressive(new BufferedImage(2000, 2000, BufferedImage.TYPE_BYTE_GRAY));
    int lastScan = new String(whole, ISO_8859_1).lastIndexOf("\u00ff\u00da");
    byte[] scan = Arrays.copyOfRange(whole, lastScan, whole.length - 2);
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    many.write(whole, 0, whole.length - 2);
    for (int i = 0; i < 200; i++) {
      many.writeBytes(scan);
    }
    many.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xD9});

    assertThat(reader.inspect(whole, "few.jpg").notes()).isEmpty();
    assertThatThrownBy(() -> reader.read(many.toByteArray(), "many.jpg"))
        .isInstanceOf(PictureException.class)
        .hasMessageStartingWith(
            "many.jpg: expected at most 134217728 bytes to decode for a picture of its size,"
                + " found 8");
  }

  @Test
  void aFrameOfMoreBlocksThanTheFileHasBitsIsCutOff() throws IOException {
    byte[] huge = noise(40, 30);
    int frame = new String(huge, ISO_8859_1).indexOf("\u00ff\u00c0");
    ByteBuffer.wrap(huge).putShort(frame + 5, (short) 10_000).putShort(frame + 7, (short) 10_000);

    assertThatThrownBy(() -> reader.read(huge, "huge.jpg"))
        .isInstanceOf(PictureException.class)
        .hasMessageStartingWith("huge.jpg: expected a complete JPEG, found the end of the file");
  }

  @Test
  void thePicturesOfAllProgramsAreWithinTheWork() throws IOException {
    for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_3BYTE_BGR}) {
      byte[] jpeg = progressive(new BufferedImage(3000, 3000, type));
      PictureFile file = new PictureFile("p.jpg", jpeg, PictureLimits.DEFAULT);
      JpegScans scans = JpegScans.of(file, PictureFormat.JPEG, 0, jpeg.length);
      assertThat(scans.progressive()).isTrue();
      assertThat(scans.complete()).isTrue();
      assertThat(scans.ended()).isTrue();
      assertThat(scans.work()).isLessThan(Jpeg.FAIR * scans.samples());
    }
  }

  // Pillow 13 with libjpeg-turbo 3.1: the red of the first column of a small 4:4:0 picture.
  @Test
  void aJdkWithAnotherLibjpegSaysWhereItDiffersFromPillow() throws IOException {
    int[] pillow = {0, 0, 0, 6, 13, 9, 0, 38, 199, 251, 241, 241, 248, 254, 254, 255};

    PictureInspection tall =
        reader.inspect(Base64.getDecoder().decode(JpegDecoder.PROBE), "tall.jpg");

    int[] red = new int[16];
    Arrays.setAll(red, y -> tall.picture().rgb()[24 * y] & 255);
    assertThat(Arrays.equals(red, pillow)).isEqualTo(PictureReader.decodesJpegAsPillow());
    if (PictureReader.decodesJpegAsPillow()) {
      assertThat(tall.notes()).isEmpty();
    } else {
      assertThat(tall.notes()).containsExactly("decoded unlike Pillow by this JDK");
    }
  }

  private static byte[] noise(int width, int height) throws IOException {
    return BadPictureTest.image("jpg", width, height);
  }

  private static BufferedImage noiseImage(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
    Random random = new Random(3);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, random.nextInt());
    }
    return image;
  }

  private static byte[] progressive(BufferedImage image) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), param);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  private static byte[] segment(int marker, byte[] content) {
    ByteBuffer segment = ByteBuffer.allocate(4 + content.length);
    segment.put((byte) 0xFF).put((byte) marker).putShort((short) (2 + content.length));
    return segment.put(content).array();
  }

  private static byte[] inserted(byte[] jpeg, byte[] segment) {
    ByteBuffer whole = ByteBuffer.allocate(jpeg.length + segment.length);
    return whole.put(jpeg, 0, 2).put(segment).put(jpeg, 2, jpeg.length - 2).array();
  }
}
