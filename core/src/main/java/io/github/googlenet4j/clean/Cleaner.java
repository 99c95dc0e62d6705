package io.github.googlenet4j.clean;

import io.github.googlenet4j.cache.CachedFolder;
import io.github.googlenet4j.clean.CleaningReport.Suspicious;
import io.github.googlenet4j.data.DataReport.LabelledPicture;
import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.features.FeatureSource;
import io.github.googlenet4j.features.FeatureTable;
import io.github.googlenet4j.features.ParallelBlocks;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.image.PictureReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * Finds what is wrong with labelled pictures.
 *
 * <pre>{@code
 * Dataset pictures = Dataset.open(List.of(Path.of("pictures")), Split.DEFAULT);
 * CleaningReport report = Cleaner.clean(ModelFile.read(Path.of("bvlc.safetensors")), pictures);
 * for (CleaningReport.Suspicious one : report.suspicious()) {
 *   System.out.println(
 *       one.place().example().file() + " " + report.classes().get(one.suggested()));
 * }
 * }</pre>
 *
 * <p>The model is any GoogLeNet; its own classes do not matter. Linear classifiers for the data's
 * classes are fitted on its features, on five folds of all parts together, so that each picture is
 * judged by a classifier that has not seen it.
 */
public final class Cleaner {
  /** A strong weight decay: a classifier that follows single pictures would learn wrong labels. */
  private static final double DECAY = .1;

  /** Is told what is done, on the caller's thread. */
  public interface Progress {
    /** {@code done} of {@code all} steps of some work, such as "features", are done. */
    void working(String what, int done, int all);
  }

  private Cleaner() {}

  /**
   * Looks through a dataset on the best engine, with {@link CleanerOptions#DEFAULT}.
   *
   * @throws IOException if no picture can be read
   * @throws IllegalStateException if no engine runs on this machine
   */
  public static CleaningReport clean(Model model, Dataset dataset) throws IOException {
    return clean(
            model,
            dataset,
            CleanerOptions.DEFAULT,
            Engine.best(),
            (what, done, all) -> {},
            () -> false)
        .orElseThrow();
  }

  /**
   * Looks through all parts of a dataset.
   *
   * @param stop asked several times a second; true ends the work
   * @return empty if {@code stop} ended it
   * @throws IOException if no picture can be read
   */
  public static Optional<CleaningReport> clean(
      Model model,
      Dataset dataset,
      CleanerOptions options,
      Engine engine,
      Progress progress,
      BooleanSupplier stop)
      throws IOException {
    List<LabelledPicture> all = pictures(dataset);
    Optional<FeatureTable> features = features(model, all, options, engine, progress, stop);
    if (features.isEmpty()) {
      return Optional.empty();
    }
    FeatureTable table = features.get();
    if (table.rows().isEmpty()) {
      throw new IOException(
          "%s: expected a picture that can be read, found none of %d. Replace the files."
              .formatted(all.isEmpty() ? "data" : all.get(0).example().file(), all.size()));
    }
    List<LabelledPicture> places = table.indices().stream().map(all::get).toList();
    try (ParallelBlocks parallel = new ParallelBlocks(options.engine().threads(), stop)) {
      return Optional.of(report(dataset, places, table, options, parallel, progress));
    } catch (CancellationException e) {
      if (stop.getAsBoolean()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Only the near duplicates of a dataset's pictures.
   *
   * @param stop asked several times a second; true ends the work
   * @return empty if {@code stop} ended it
   */
  public static Optional<List<NearDuplicates>> nearDuplicates(
      Model model,
      Dataset dataset,
      CleanerOptions options,
      Engine engine,
      Progress progress,
      BooleanSupplier stop) {
    List<LabelledPicture> all = pictures(dataset);
    Optional<FeatureTable> features = features(model, all, options, engine, progress, stop);
    try (ParallelBlocks parallel = new ParallelBlocks(options.engine().threads(), stop)) {
      return features.map(
          table -> {
            List<LabelledPicture> places = table.indices().stream().map(all::get).toList();
            Neighbours neighbours = neighbours(places, table, parallel);
            return duplicates(places, table, neighbours, options, parallel).found();
          });
    } catch (CancellationException e) {
      if (stop.getAsBoolean()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static Optional<FeatureTable> features(
      Model model,
      List<LabelledPicture> all,
      CleanerOptions options,
      Engine engine,
      Progress progress,
      BooleanSupplier stop) {
    FeatureSource source = FeatureSource.of(model, options.limits(), engine, options.engine());
    if (!options.cached()) {
      source = source.withCache(CachedFolder.none());
    }
    List<Path> files = all.stream().map(place -> place.example().file()).toList();
    return source.of(files, (done, of) -> progress.working("features", done, of), stop);
  }

  private static Neighbours neighbours(
      List<LabelledPicture> places, FeatureTable table, ParallelBlocks parallel) {
    int[] labels = places.stream().mapToInt(place -> place.example().label()).toArray();
    return Neighbours.of(table.rows(), labels, DuplicateSearch.ALIKE, parallel);
  }

  private static DuplicateSearch duplicates(
      List<LabelledPicture> places,
      FeatureTable table,
      Neighbours neighbours,
      CleanerOptions options,
      ParallelBlocks parallel) {
    return DuplicateSearch.of(
        places, table, neighbours.pairs(), new PictureReader(options.limits()), parallel);
  }

  private static List<LabelledPicture> pictures(Dataset dataset) {
    List<LabelledPicture> all = new ArrayList<>();
    dataset
        .parts()
        .forEach(
            (part, examples) ->
                examples.forEach(example -> all.add(new LabelledPicture(part, example))));
    return all;
  }

  private static CleaningReport report(
      Dataset dataset,
      List<LabelledPicture> places,
      FeatureTable table,
      CleanerOptions options,
      ParallelBlocks parallel,
      Progress progress) {
    int classes = dataset.classes().size();
    int[] labels = places.stream().mapToInt(place -> place.example().label()).toArray();
    progress.working("near duplicates", 0, 1);
    Neighbours neighbours = neighbours(places, table, parallel);
    DuplicateSearch duplicates = duplicates(places, table, neighbours, options, parallel);
    int[] groups = duplicates.groups();
    int[] folds = Folds.of(labels, classes, groups, options.seed());
    HeldOut heldOut = new HeldOut(table.rows(), labels, classes, parallel);
    double[][] probabilities =
        heldOut.probabilities(
            folds, DECAY, (done, of) -> progress.working("classifiers", done, of));
    ConfidentLearning learning = new ConfidentLearning(probabilities, labels, classes);
    boolean[] judged = judged(labels, classes, folds);
    List<String> notes = new ArrayList<>(dataset.notes());
    notes.addAll(SmallClasses.notes(dataset.classes(), labels, judged));
    return new CleaningReport(
        dataset.classes(),
        labels.length,
        learning.wrongLabels(),
        suspicious(places, learning, labels, judged),
        duplicates.found(),
        OutlierSearch.of(places, neighbours.sameClass(), classes),
        ConfusionSearch.of(probabilities, labels, classes),
        table.refusals(),
        notes);
  }

  /** Whether a picture's class has pictures in other folds, so that it can be recognised. */
  private static boolean[] judged(int[] labels, int classes, int[] folds) {
    boolean[][] present = new boolean[classes][Folds.COUNT];
    for (int i = 0; i < labels.length; i++) {
      present[labels[i]][folds[i]] = true;
    }
    boolean[] judged = new boolean[labels.length];
    for (int i = 0; i < labels.length; i++) {
      for (int fold = 0; fold < Folds.COUNT; fold++) {
        judged[i] |= fold != folds[i] && present[labels[i]][fold];
      }
    }
    return judged;
  }

  private static List<Suspicious> suspicious(
      List<LabelledPicture> places, ConfidentLearning learning, int[] labels, boolean[] judged) {
    List<Suspicious> found = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      int suggested = learning.suggested(i);
      double probability = learning.probability(i, suggested);
      if (judged[i] && probability > learning.score(i)) {
        found.add(
            new Suspicious(
                places.get(i), suggested, probability, learning.score(i), learning.issue(i)));
      }
    }
    found.sort(Comparator.comparingDouble(Suspicious::score));
    return found;
  }
}
