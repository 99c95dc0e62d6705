package io.github.googlenet4j.data;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Pictures of coloured rectangles, no two alike, for tests. */
public final class DrawnPictures {
  private DrawnPictures() {}

  /** One picture, in the format that its ending names; folders are made as needed. */
  public static Path draw(Path file, int width, int height, int seed) throws IOException {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    for (int i = 0; i < 20; i++) {
      graphics.setColor(new Color(random.nextInt(1 << 24)));
      graphics.fillRect(
          random.nextInt(width), random.nextInt(height), width / 3 + 1, height / 3 + 1);
    }
    graphics.dispose();
    Files.createDirectories(file.toAbsolutePath().getParent());
    String name = file.toString();
    ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile());
    return file;
  }

  /** {@code count} small pictures in a folder. */
  public static void fill(Path folder, int count, int seed) throws IOException {
    for (int i = 0; i < count; i++) {
      draw(folder.resolve("%03d.png".formatted(i)), 24, 18, 1000 * seed + i);
    }
  }

  /** As many examples as {@code labels}, in files of a folder. */
  public static List<Example> examples(Path folder, int... labels) throws IOException {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      Path file = draw(folder.resolve("%03d.png".formatted(i)), 40 + i, 30 + 3 * i, i);
      examples.add(new Example(file, labels[i]));
    }
    return examples;
  }
}
