package io.github.googlenet4j.clean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.DrawnPictures;
import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.PlainEngine;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.SampleWeights;
import io.github.googlenet4j.image.Preparation;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.BooleanSupplier;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the plain engine and pictures whose class is their lower half. */
class CleanerTest {
  private static final int SIDE = 32;
  private static final List<String> CLASSES = List.of("dark", "light");
  private static final Model MODEL = model();

  @TempDir private Path place = Path.of("");

  private static Model model() {
    var weights = SampleWeights.of(GoogLeNet.graph(Variant.PAPER, 3, SIDE, false)).weights();
    Preparation preparation = Variant.PAPER.preparation().atSide(SIDE);
    return new Model(Variant.PAPER, List.of("a", "b", "c"), preparation, false, weights, Map.of());
  }

  private Path picture(String name, int seed, boolean light) throws IOException {
    Path file = DrawnPictures.draw(place.resolve(name), 40, 40, seed);
    BufferedImage image = ImageIO.read(file.toFile());
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(light ? Color.WHITE : Color.BLACK);
    graphics.fillRect(0, 12, 40, 28);
    graphics.dispose();
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  private List<Example> examples(int count, int wrong) throws IOException {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean light = i % 2 == 1;
      int label = (i == wrong) == light ? 0 : 1;
      examples.add(new Example(picture(i + ".png", i, light), label));
    }
    return examples;
  }

  private static CleaningReport clean(Dataset dataset) throws IOException {
    return clean(dataset, () -> false);
  }

  private static CleaningReport clean(Dataset dataset, BooleanSupplier stop) throws IOException {
    CleanerOptions options =
        CleanerOptions.DEFAULT.withCached(false).withEngine(EngineOptions.DEFAULT.withThreads(2));
    return Cleaner.clean(MODEL, dataset, options, new PlainEngine(), (what, done, all) -> {}, stop)
        .orElseThrow();
  }

  private static Dataset dataset(List<String> classes, List<Example> training) {
    return new Dataset(classes, Map.of(Part.TRAIN, training), List.of());
  }

  @Test
  void theWrongLabelIsTheFirst() throws IOException {
    CleaningReport report = clean(dataset(CLASSES, examples(24, 5)));
    assertThat(report.images()).isEqualTo(24);
    CleaningReport.Suspicious first = report.suspicious().get(0);
    assertThat(first.place().example().file()).hasFileName("5.png");
    assertThat(first.suggested()).isEqualTo(1);
    assertThat(first.issue()).isTrue();
    assertThat(report.suspicious()).extracting(CleaningReport.Suspicious::score).isSorted();
    assertThat(report.notes()).isEmpty();
  }

  @Test
  void copiesAcrossPartsAreFoundAndDifferentPicturesAreNot() throws IOException {
    List<Example> training = examples(10, -1);
    Path copy = Files.copy(training.get(3).file(), place.resolve("copy.png"));
    Path other = picture("other.png", 4, false);
    BufferedImage image = ImageIO.read(other.toFile());
    Path jpeg = place.resolve("other.jpg");
    ImageIO.write(image, "jpg", jpeg.toFile());
    Map<Part, List<Example>> parts = new EnumMap<>(Part.class);
    parts.put(Part.TRAIN, training);
    parts.put(Part.TEST, List.of(new Example(copy, 1), new Example(jpeg, 1)));
    CleaningReport report = clean(new Dataset(CLASSES, parts, List.of()));
    assertThat(report.nearDuplicates())
        .extracting(
            group ->
                group.places().stream()
                    .map(at -> at.example().file().getFileName().toString())
                    .toList())
        .contains(List.of("4.png", "other.jpg"), List.of("3.png", "copy.png"));
    NearDuplicates contradiction = report.nearDuplicates().get(0);
    assertThat(contradiction.contradiction()).isTrue();
    assertThat(contradiction.leak()).isTrue();
    assertThat(contradiction.identical()).isFalse();
    assertThat(report.nearDuplicates().get(1).identical()).isTrue();
  }

  @Test
  void aClassWithFewerPicturesThanFoldsIsJudgedAndOneOfOnePictureIsNot() throws IOException {
    List<Example> examples = new ArrayList<>(examples(12, -1));
    examples.add(new Example(picture("single.png", 77, true), 2));
    examples.add(new Example(picture("few1.png", 78, true), 3));
    examples.add(new Example(picture("few2.png", 79, true), 3));
    CleaningReport report = clean(dataset(List.of("dark", "light", "single", "few"), examples));
    assertThat(report.notes())
        .containsExactly(
            "classes with fewer than 5 pictures, whose labels are judged badly: few",
            "classes with one picture or copies of one, whose labels cannot be judged: single");
    assertThat(report.suspicious())
        .extracting(one -> one.place().example().label())
        .doesNotContain(2)
        .contains(3);
  }

  @Test
  void whatCannotBeReadIsTold() throws IOException {
    List<Example> examples = examples(10, -1);
    Files.writeString(examples.get(0).file(), "no picture");
    CleaningReport report = clean(dataset(CLASSES, examples));
    assertThat(report.images()).isEqualTo(9);
    assertThat(report.refusals()).singleElement().asString().contains("0.png: expected");
    for (Example example : examples) {
      Files.writeString(example.file(), "no picture");
    }
    assertThatThrownBy(() -> clean(dataset(CLASSES, examples)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "%s: expected a picture that can be read, found none of 10. Replace the files.",
            examples.get(0).file());
  }

  @Test
  void itCanBeStopped() throws IOException {
    Dataset dataset = dataset(CLASSES, examples(4, -1));
    assertThatThrownBy(() -> clean(dataset, () -> true)).isInstanceOf(NoSuchElementException.class);
  }
}
