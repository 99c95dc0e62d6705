package io.github.googlenet4j.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.googlenet4j.Training;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.engine.CaffeGolden;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.explain.Box;
import io.github.googlenet4j.explain.Explainer;
import io.github.googlenet4j.explain.ExplainerOptions;
import io.github.googlenet4j.explain.Explanation;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.train.Preset;
import java.awt.Rectangle;
import java.awt.Shape;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where drawn figures are is known: maps of a model that has learned them show it. The model is
 * trained here, on features of published weights.
 */
class LocalisationTest {
  private static final int SIDE = 224;
  private static final int TESTED = 12;
  private static final DrawnPictures PICTURES =
      DrawnPictures.DEFAULT.withSide(SIDE).withCounts(16, 4, TESTED);

  @TempDir private Path place = Path.of("");

  private Model trained() throws IOException {
    List<String> labels = IntStream.range(0, 1000).mapToObj(i -> "class " + i).toList();
    Model start = new Model(Variant.PAPER, labels, false, CaffeGolden.network().weights());
    Path data = place.resolve("pictures");
    PICTURES.writeTo(data);
    Path run = place.resolve("run");
    Training.start(
        Training.Request.of(data, run).withModel(start).withRecipe(Preset.FEATURES.recipe()));
    return ModelFile.read(run.resolve("model.safetensors"));
  }

  /** The middle of the cell with the highest value: 224 of 256 pixels of each side are seen. */
  private static double[] highest(float[][] map, int width, int height) {
    int row = 0;
    int column = 0;
    for (int y = 0; y < map.length; y++) {
      for (int x = 0; x < map.length; x++) {
        if (map[y][x] > map[row][column]) {
          row = y;
          column = x;
        }
      }
    }
    double x = (16 + 224 * (column + .5) / map.length) / 256 * width;
    double y = (16 + 224 * (row + .5) / map.length) / 256 * height;
    return new double[] {x, y};
  }

  /** With its holes filled: the middle of a ring is in it. */
  private static Shape filled(Shape outline) {
    Path2D filled = new Path2D.Double(Path2D.WIND_NON_ZERO);
    filled.append(outline, false);
    return filled;
  }

  private static Box bounds(Shape outline, BufferedImage image) {
    Rectangle2D seen =
        outline
            .getBounds2D()
            .createIntersection(new Rectangle(image.getWidth(), image.getHeight()));
    return new Box(
        (int) Math.floor(seen.getMinX()),
        (int) Math.floor(seen.getMinY()),
        (int) Math.ceil(seen.getMaxX()),
        (int) Math.ceil(seen.getMaxY()));
  }

  @Test
  void theHighestPointOfAMapLiesInTheFigure(TestReporter reporter) throws IOException {
    int right = 0;
    int inside = 0;
    double overlap = 0;
    ExplainerOptions options = ExplainerOptions.DEFAULT.withLegend(false).withLongest(64);
    try (Explainer explainer = Explainer.of(trained(), Engine.best(), options)) {
      for (Motif motif : PICTURES.motifs()) {
        for (int i = 0; i < TESTED; i++) {
          BufferedImage image = PICTURES.draw(Part.TEST, motif, i);
          Shape outline = PICTURES.outline(Part.TEST, motif, i);
          Explanation found = explainer.explain(image, 1).get(0);
          if (found.label().equals(motif.toString())) {
            double[] point = highest(found.map(), image.getWidth(), image.getHeight());
            right++;
            inside += filled(outline).contains(point[0], point[1]) ? 1 : 0;
            overlap += found.box().overlap(bounds(outline, image));
          }
        }
      }
    }
    reporter.publishEntry(
        "highest point in the figure for %d of %d right answers, mean overlap of boxes %.2f"
            .formatted(inside, right, overlap / right));
    assertThat(right).isGreaterThan(8 * TESTED * 9 / 10);
    assertThat((double) inside / right).isGreaterThanOrEqualTo(.95);
    assertThat(overlap / right).isGreaterThan(.5);
  }
}
