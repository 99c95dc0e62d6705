package io.github.googlenet4j.report;

import io.github.googlenet4j.data.Augmentation;
import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.evaluate.Evaluation;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.image.PictureException;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.train.EpochMetrics;
import io.github.googlenet4j.train.Recipe;
import io.github.googlenet4j.train.RecipeFile;
import io.github.googlenet4j.train.RunFolder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The report on a training, in the run's folder. */
public final class TrainingReport {
  private static final int SHEET_SIDE = 120;
  private static final int SHEET_ROWS = 4;
  private static final int SHEET_COLUMNS = 8;

  /**
   * What is known of a finished training besides its model.
   *
   * @param dataset that it was trained on
   * @param recipe by which it was trained
   * @param epochs of training; empty where only a classifier was fitted
   * @param evaluations of the model, by part
   * @param notes for people, one line each
   * @param time that training took
   * @param page how the page is made
   */
  public record Run(
      Dataset dataset,
      Recipe recipe,
      List<EpochMetrics> epochs,
      Map<Part, Evaluation> evaluations,
      List<String> notes,
      Duration time,
      PageOptions page) {}

  private TrainingReport() {}

  /**
   * Writes the report; an earlier one is replaced.
   *
   * @throws IOException if it cannot be written
   */
  public static void write(RunFolder folder, Model model, Run run) throws IOException {
    RunReport.write(folder.report(), summary(folder, model, run), true);
  }

  static RunSummary summary(RunFolder folder, Model model, Run run) {
    Path name = folder.folder().toAbsolutePath().normalize().getFileName();
    Map<String, String> facts = new LinkedHashMap<>(RunSummary.facts(model));
    for (Part part : Part.values()) {
      facts.put(part + " pictures", Integer.toString(run.dataset().part(part).size()));
    }
    return RunSummary.of(name == null ? "GoogLeNet" : "GoogLeNet: " + name)
        .withModel(folder.model().toAbsolutePath().normalize())
        .withTime(run.time())
        .withFacts(facts)
        .withEpochs(run.epochs())
        .withEvaluations(run.evaluations())
        .withAugmentation(
            run.epochs().isEmpty() // only a classifier was fitted: nothing was augmented
                ? Optional.empty()
                : sheet(
                    run.dataset().part(Part.TRAIN),
                    run.recipe().augmentation(),
                    run.recipe().seed(),
                    run.page().limits()))
        .withPage(run.page())
        .withNotes(run.notes())
        .withRecipe(RecipeFile.write(run.recipe()));
  }

  /** Variations of the first picture of each of some classes, as training sees them. */
  private static Optional<BufferedImage> sheet(
      List<Example> examples, Augmentation augmentation, long seed, PictureLimits limits) {
    PictureReader reader = new PictureReader(limits);
    List<Picture> pictures = new ArrayList<>();
    Set<Integer> shown = new HashSet<>();
    for (Example example : examples) {
      if (pictures.size() < SHEET_ROWS && !shown.contains(example.label())) {
        try {
          pictures.add(reader.read(example.file()));
          shown.add(example.label());
        } catch (PictureException e) {
          // Noted in training; another picture of this class takes its place.
        }
      }
    }
    if (pictures.isEmpty()) {
      return Optional.empty();
    }
    ContactSheet sheet = new ContactSheet(SHEET_SIDE, pictures.size(), SHEET_COLUMNS);
    return Optional.of(sheet.draw(pictures, augmentation, seed));
  }
}
