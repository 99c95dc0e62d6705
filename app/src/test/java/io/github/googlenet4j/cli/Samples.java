package io.github.googlenet4j.cli;

import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.image.Preparation;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;

/** A small model and drawn pictures for tests of the command line. */
final class Samples {
  private static final List<String> CLASSES = List.of("hat", "shirt", "shoe", "skirt", "dress");

  private Samples() {}

  /** A model of untrained weights for 48x48 pictures and five classes. */
  static Path model(Path folder) throws IOException {
    return model(folder.resolve("model.safetensors"), CLASSES);
  }

  /** The same with other labels. */
  static Path model(Path file, List<String> classes) throws IOException {
    Preparation preparation = Variant.PAPER.preparation().atSide(48);
    var weights =
        SampleWeights.of(GoogLeNet.graph(Variant.PAPER, classes.size(), 48, false)).weights();
    ModelFile.write(
        new Model(Variant.PAPER, classes, preparation, false, weights, Map.of()), file, true);
    return file;
  }

  /** A picture of coloured rectangles, in the format that its ending names. */
  static Path picture(Path file, int seed) throws IOException {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(120, 90, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    for (int i = 0; i < 30; i++) {
      graphics.setColor(new Color(random.nextInt(1 << 24)));
      graphics.fillRect(random.nextInt(120), random.nextInt(90), 40, 30);
    }
    graphics.dispose();
    String name = file.toString();
    ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile());
    return file;
  }
}
