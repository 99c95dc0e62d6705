package io.github.googlenet4j.image;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * Which libjpeg the JDK's decoder is. Builds of Linux distributions use the system's libjpeg-turbo,
 * as Pillow does; other builds bring libjpeg 6b. Both give the same bytes but for two kinds: 4:4:0,
 * where 6b repeats colours down instead of interpolating them, and progressive pictures whose last
 * scans are missing, where they smooth differently.
 */
final class JpegDecoder {

  /** 8 x 16 pixels of 4:4:0, blue above red (imagecodecs 2025, level 30). */
  static final String PROBE =
      "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQ"
          + "c1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSk"
          + "pKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAAQAAgDARIAAhEBAxEB/8QAFQABAQAAAAAAAAAA"
          + "AAAAAAAABAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAABP/EABgRAAIDAAAA"
          + "AAAAAAAAAAAAAAAVYqHh/9oADAMBAAIRAxEAPwCEcY1heD1sq0//2Q==";

  /** Whether every JPEG has Pillow's bytes on this JDK. */
  static final boolean AS_PILLOW = interpolatesDown();

  private JpegDecoder() {}

  private static boolean interpolatesDown() {
    byte[] probe = Base64.getDecoder().decode(PROBE);
    PictureBudget budget = new PictureBudget("probe", PictureLimits.DEFAULT);
    try {
      BufferedImage image =
          PictureDecoder.JPEG.firstImage(new PictureStream(budget, ByteBuffer.wrap(probe)));
      return image.getRGB(0, 6) != image.getRGB(0, 7); // repeated rows are equal
    } catch (IOException e) {
      return false; // interrupted; the note is then too cautious
    }
  }
}
