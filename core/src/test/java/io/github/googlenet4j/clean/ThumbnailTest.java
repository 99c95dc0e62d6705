package io.github.googlenet4j.clean;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.image.PictureReader;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.awt.image.RescaleOp;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;

class ThumbnailTest {
  /** A shape on a cloth; the shape's print depends on the seed. */
  private static BufferedImage shirt(int seed) {
    BufferedImage image = new BufferedImage(300, 400, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(0x902040));
    graphics.fillRect(0, 0, 300, 400);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(60, 80, 180, 260);
    Random random = new Random(seed);
    for (int i = 0; i < 30; i++) {
      graphics.setColor(new Color(random.nextInt(1 << 24)));
      graphics.fillRect(70 + random.nextInt(140), 90 + random.nextInt(220), 25, 25);
    }
    graphics.dispose();
    return image;
  }

  private static BufferedImage scaled(BufferedImage image, int width, int height) {
    BufferedImage other = new BufferedImage(Math.abs(width), height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = other.createGraphics();
    graphics.drawImage(
        image.getScaledInstance(Math.abs(width), height, Image.SCALE_AREA_AVERAGING),
        width < 0 ? -width : 0,
        0,
        width,
        height,
        null);
    graphics.dispose();
    return other;
  }

  private static BufferedImage compressed(BufferedImage image) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam quality = writer.getDefaultWriteParam();
    quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    quality.setCompressionQuality(.2f);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writer.setOutput(ImageIO.createImageOutputStream(bytes));
    writer.write(null, new IIOImage(image, null, null), quality);
    writer.dispose();
    return ImageIO.read(new ByteArrayInputStream(bytes.toByteArray()));
  }

  private static boolean copies(BufferedImage one, BufferedImage other) {
    return Thumbnail.of(PictureReader.of(one)).isCopyOf(Thumbnail.of(PictureReader.of(other)));
  }

  @Test
  void copiesOfAnotherSizeQualityExposureAndSideAreCopies() throws IOException {
    BufferedImage shirt = shirt(1);
    assertThat(copies(shirt, scaled(shirt, 120, 160))).isTrue();
    assertThat(copies(shirt, compressed(shirt))).isTrue();
    assertThat(copies(shirt, new RescaleOp(.7f, 30, null).filter(shirt, null))).isTrue();
    assertThat(copies(shirt, scaled(shirt, -300, 400))).isTrue();
  }

  @Test
  void differentThingsOnTheSameClothAreNot() {
    assertThat(copies(shirt(1), shirt(2))).isFalse();
  }

  @Test
  void picturesOfOneColourAreCopiesIfItIsTheSame() {
    BufferedImage grey = new BufferedImage(50, 50, BufferedImage.TYPE_INT_RGB);
    BufferedImage black = new BufferedImage(70, 50, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = grey.createGraphics();
    graphics.setColor(Color.GRAY);
    graphics.fillRect(0, 0, 50, 50);
    graphics.dispose();
    assertThat(copies(grey, grey)).isTrue();
    assertThat(copies(grey, black)).isFalse();
    assertThat(copies(grey, shirt(1))).isFalse();
  }
}
