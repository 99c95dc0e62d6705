package io.github.googlenet4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureReaderTest {

  private final PictureReader reader = new PictureReader(PictureLimits.DEFAULT);

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "tiff"})
  void losslessFormatsGiveTheBytesThatWereWritten(String format) throws IOException {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_3BYTE_BGR);
    byte[] rgb = new byte[18];
    for (int i = 0; i < 6; i++) {
      int color = 0x102030 * (i + 1) & 0xFFFFFF;
      image.setRGB(i % 3, i / 3, color);
      rgb[3 * i] = (byte) (color >> 16);
      rgb[3 * i + 1] = (byte) (color >> 8);
      rgb[3 * i + 2] = (byte) color;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, out)).isTrue();

    Picture picture = reader.read(out.toByteArray(), "a." + format);

    assertThat(picture.width()).isEqualTo(3);
    assertThat(picture.rgb()).isEqualTo(rgb);
    assertThat(PictureReader.of(image).rgb()).isEqualTo(rgb);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_BGR,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_INT_ARGB_PRE,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_4BYTE_ABGR,
        BufferedImage.TYPE_4BYTE_ABGR_PRE
      })
  void everyLayoutOfJavaGivesTheSameColours(int type) {
    BufferedImage image = new BufferedImage(2, 1, type);
    image.setRGB(0, 0, 0xFF0A141E);
    image.setRGB(1, 0, 0xFFC8B4A0);

    assertThat(PictureReader.of(image).rgb()).containsExactly(0x0A, 0x14, 0x1E, 0xC8, 0xB4, 0xA0);
  }

  @Test
  void greyIsTakenAsItIs() {
    BufferedImage grey = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSample(0, 0, 0, 100); // getRGB would make 168 of it

    BufferedImage deep = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(0, 0, 0, 100 * 256 + 255);

    assertThat(PictureReader.of(grey).rgb()).containsExactly(100, 100, 100);
    assertThat(PictureReader.of(deep).rgb()).containsExactly(100, 100, 100);
  }

  @Test
  void alphaIsOverWhite() {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00123456);
    image.setRGB(1, 0, 0x80FF0000); // (255 * 128 + 255 * 127) / 255 and (255 * 127) / 255

    assertThat(PictureReader.of(image).rgb()).containsExactly(255, 255, 255, 255, 127, 127);
  }

  @Test
  void aPictureOfAnImageIsNotChangedByDrawingOn() {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_3BYTE_BGR);
    Picture picture = PictureReader.of(image);
    image.setRGB(0, 0, -1);

    assertThat(picture.rgb()).containsExactly(0, 0, 0);
  }

  // 2 x 3 pixels whose red bytes are their places; the upright rows after each turn, by EXIF's
  // table.
  @ParameterizedTest
  @CsvSource({
    "0, 2, 012345",
    "1, 2, 012345",
    "2, 2, 103254",
    "3, 2, 543210",
    "4, 2, 452301",
    "5, 3, 024135",
    "6, 3, 420531",
    "7, 3, 531420",
    "8, 3, 135024",
    "9, 2, 012345",
  })
  void eachOrientationIsTurnedUpright(int orientation, int width, String places) {
    byte[] rgb = new byte[18];
    for (int i = 0; i < 6; i++) {
      rgb[3 * i] = (byte) i;
    }

    Picture upright = Orientation.upright(new Picture(2, 3, rgb), orientation);

    assertThat(upright.width()).isEqualTo(width);
    StringBuilder found = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      found.append(upright.rgb()[3 * i]);
    }
    assertThat(found.toString()).isEqualTo(places);
  }

  @Test
  void threadsShareOneReader() throws Exception {
    List<byte[]> files = new ArrayList<>();
    for (String format : new String[] {"jpg", "png", "gif", "bmp", "tiff"}) {
      files.add(BadPictureTest.image(format, 90, 70));
    }
    List<byte[]> expected = new ArrayList<>();
    for (byte[] file : files) {
      expected.add(reader.read(file, "alone").rgb());
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Picture>> found = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        byte[] file = files.get(i % files.size());
        found.add(threads.submit(() -> reader.read(file, "together")));
      }
      for (int i = 0; i < found.size(); i++) {
        assertThat(found.get(i).get().rgb()).isEqualTo(expected.get(i % files.size()));
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
