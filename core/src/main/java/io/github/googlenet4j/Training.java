package io.github.googlenet4j;

import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.Example;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.data.Split;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.evaluate.Evaluation;
import io.github.googlenet4j.evaluate.Evaluator;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.image.Picture;
import io.github.googlenet4j.image.PictureException;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.loading.Fingerprint;
import io.github.googlenet4j.report.ContactSheet;
import io.github.googlenet4j.report.RunReport;
import io.github.googlenet4j.report.RunSummary;
import io.github.googlenet4j.train.EpochMetrics;
import io.github.googlenet4j.train.EpochMetrics.Validation;
import io.github.googlenet4j.train.FeatureTraining;
import io.github.googlenet4j.train.MetricsFile;
import io.github.googlenet4j.train.Preset;
import io.github.googlenet4j.train.Recipe;
import io.github.googlenet4j.train.RecipeFile;
import io.github.googlenet4j.train.RunFolder;
import io.github.googlenet4j.train.StartingPoint;
import io.github.googlenet4j.train.Trainer;
import io.github.googlenet4j.train.TrainingEngine;
import io.github.googlenet4j.train.TrainingListener;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Trains a model on labelled pictures: from a folder of pictures to a folder with the model and an
 * honest report.
 *
 * <pre>{@code
 * Training.Request request = Training.request(List.of(Path.of("pictures")), Path.of("runs/first"))
 *     .withModel(Path.of("bvlc.safetensors"));
 * Training.Outcome outcome = Training.start(request, new TrainingListener() {}, () -> false);
 * System.out.println(outcome.evaluations().get(Part.TEST).top1());
 * }</pre>
 *
 * <p>What is written, and when, {@link RunFolder} says. A run that was stopped, or killed, goes on
 * with {@link #resume} to the same weights, bit for bit.
 */
public final class Training {
  /**
   * What to train, on what, where to.
   *
   * @param data folders or CSV files of labelled pictures
   * @param split how they are divided where they are not
   * @param model the model to start from; empty to begin from scratch
   * @param recipe how
   * @param output the run's folder
   * @param force whether an earlier run there may be replaced
   */
  public record Request(
      List<Path> data,
      Split split,
      Optional<Model> model,
      Recipe recipe,
      Path output,
      boolean force) {
    public Request {
      data = List.copyOf(data);
    }
  }

  /**
   * What came of it.
   *
   * @param folder with all that was written
   * @param finished whether the recipe is done; otherwise {@link #resume} goes on
   * @param evaluations of the model, by part; empty if not finished
   */
  public record Outcome(RunFolder folder, boolean finished, Map<Part, Evaluation> evaluations) {}

  private static final int SHEET_SIDE = 120;
  private static final int SHEET_ROWS = 4;
  private static final int SHEET_COLUMNS = 8;

  private final Recipe recipe;
  private final Dataset dataset;
  private final RunFolder folder;
  private final TrainingListener listener;
  private final List<String> notes = new ArrayList<>();
  private final long begun = System.nanoTime();

  private Training(Recipe recipe, Dataset dataset, RunFolder folder, TrainingListener listener) {
    this.recipe = recipe;
    this.dataset = dataset;
    this.folder = folder;
    this.listener = new Notes(listener, notes);
  }

  /** Hands everything on, and keeps what a report repeats. */
  private record Notes(TrainingListener listener, List<String> kept) implements TrainingListener {
    @Override
    public void working(String what, int done, int all) {
      listener.working(what, done, all);
    }

    @Override
    public void step(Progress progress) {
      listener.step(progress);
    }

    @Override
    public void epoch(EpochMetrics metrics, boolean best) {
      listener.epoch(metrics, best);
    }

    @Override
    public void note(String note) {
      kept.add(note);
      listener.note(note);
    }
  }

  /**
   * Begins a run.
   *
   * @param stop asked after every update; true saves and ends
   * @throws IOException if pictures cannot be read, or the run's folder not be written
   * @throws IllegalArgumentException if the recipe does not suit
   * @throws IllegalStateException if nothing trains on this machine, or losses become infinite
   */
  public static Outcome start(Request request, TrainingListener listener, BooleanSupplier stop)
      throws IOException {
    Recipe recipe = request.recipe();
    if (recipe.preset().needsModel() && request.model().isEmpty()) {
      throw new IllegalArgumentException(
          "preset %s: expected a model to start from, found none. Give a model, or choose the preset scratch."
              .formatted(recipe.preset()));
    }
    Dataset dataset = Dataset.open(request.data(), request.split());
    StartingPoint start =
        request
            .model()
            .map(model -> StartingPoint.model(model, recipe, dataset.classes()))
            .orElseGet(() -> StartingPoint.scratch(recipe, dataset.classes()));
    String source = request.model().map(RunFacts::source).orElse("trained from scratch");
    RunFacts facts =
        RunFacts.of(
            request.data(), request.split(), recipe, start, Fingerprint.of(dataset), source);
    RunFolder folder = RunFolder.create(request.output(), request.force());
    Files.writeString(folder.recipe(), RecipeFile.write(recipe));
    Training training = new Training(recipe, dataset, folder, listener);
    dataset.notes().forEach(training.listener::note);
    if (recipe.preset() == Preset.FEATURES) {
      return training.features(request.model().orElseThrow(), facts, stop)
          ? training.finish()
          : new Outcome(folder, false, Map.of());
    }
    start.notes().forEach(training.listener::note);
    return training.train(start, facts, false, stop);
  }

  /**
   * Goes on with a run that was stopped or killed.
   *
   * @param folder of the run
   * @throws IOException if there is no checkpoint, or the pictures are no longer those
   */
  public static Outcome resume(Path folder, TrainingListener listener, BooleanSupplier stop)
      throws IOException {
    RunFolder run = new RunFolder(folder);
    RunFacts facts = RunFacts.read(run.checkpoint(), Trainer.facts(run));
    Dataset dataset = Dataset.open(facts.data(), facts.split());
    String found = Fingerprint.of(dataset);
    String expected = facts.strings().get(RunFacts.FINGERPRINT);
    if (!found.equals(expected)) {
      throw new IOException(
          "%s: expected the pictures that the run began with (%s), found others (%s). Restore them, or begin a new run."
              .formatted(facts.data(), expected, found));
    }
    Training training = new Training(facts.recipe(), dataset, run, listener);
    return training.train(facts.start(dataset.classes()), facts, true, stop);
  }

  private Outcome train(StartingPoint start, RunFacts facts, boolean resume, BooleanSupplier stop)
      throws IOException {
    Trainer trainer =
        new Trainer(recipe, dataset, start, folder, facts.strings(), this::validate, listener);
    boolean done = trainer.train(TrainingEngine.best(), resume, stop);
    return done ? finish() : new Outcome(folder, false, Map.of());
  }

  private Validation validate(Model model) throws IOException {
    if (dataset.part(Part.VALIDATION).isEmpty()) {
      return Validation.NONE;
    }
    Evaluation evaluation = evaluate(model, Part.VALIDATION);
    return new Validation(evaluation.loss(), evaluation.top1(), evaluation.top5());
  }

  private Evaluation evaluate(Model model, Part part) throws IOException {
    List<Example> examples = dataset.part(part);
    EngineOptions options = EngineOptions.DEFAULT.withThreads(recipe.machine().threads());
    return Evaluator.evaluate(
        model,
        examples,
        options,
        PictureLimits.DEFAULT,
        done -> listener.working(part.toString(), done, examples.size()));
  }

  private boolean features(Model start, RunFacts facts, BooleanSupplier stop) throws IOException {
    EngineOptions options = EngineOptions.DEFAULT.withThreads(recipe.machine().threads());
    Optional<FeatureTraining.Trained> ended =
        FeatureTraining.train(start, dataset, Engine.best(), options, listener, stop);
    if (ended.isEmpty()) {
      return false;
    }
    FeatureTraining.Trained trained = ended.get();
    trained.notes().forEach(listener::note);
    Map<String, String> history =
        Map.of(
            "recipe",
            RecipeFile.write(recipe),
            RunFacts.SOURCE,
            facts.strings().getOrDefault(RunFacts.SOURCE, ""),
            RunFacts.FINGERPRINT,
            facts.strings().getOrDefault(RunFacts.FINGERPRINT, ""));
    Model model =
        new Model(
            start.variant(),
            dataset.classes(),
            start.preparation(),
            false,
            trained.weights(),
            history);
    ModelFile.write(model, folder.model(), true);
    return true;
  }

  /** What training took: that of all sittings is in the last epoch's row. */
  private Duration time(List<EpochMetrics> epochs) {
    return epochs.isEmpty()
        ? Duration.ofNanos(System.nanoTime() - begun)
        : Duration.ofMillis(Math.round(1000 * epochs.get(epochs.size() - 1).seconds()));
  }

  /** Judges the best weights on all parts but the training part, and writes the report. */
  private Outcome finish() throws IOException {
    Model model = ModelFile.read(folder.model());
    Map<Part, Evaluation> evaluations = new EnumMap<>(Part.class);
    for (Part part : List.of(Part.VALIDATION, Part.TEST)) {
      if (!dataset.part(part).isEmpty()) {
        evaluations.put(part, evaluate(model, part));
      }
    }
    Map<String, String> told = new LinkedHashMap<>(RunSummary.facts(model));
    for (Part part : Part.values()) {
      told.put(part + " pictures", Integer.toString(dataset.part(part).size()));
    }
    List<EpochMetrics> epochs =
        Files.exists(folder.metrics()) ? MetricsFile.read(folder.metrics()) : List.of();
    RunSummary summary =
        new RunSummary(
            "GoogLeNet, run " + folder.folder().toAbsolutePath().normalize().getFileName(),
            Optional.of(folder.model().toAbsolutePath().normalize()),
            Optional.of(time(epochs)),
            told,
            epochs,
            evaluations,
            epochs.isEmpty() ? Optional.empty() : sheet(),
            notes,
            RecipeFile.write(recipe));
    RunReport.write(folder.report(), summary, true);
    return new Outcome(folder, true, evaluations);
  }

  /** Variations of the first picture of some classes, as training sees them. */
  private Optional<BufferedImage> sheet() {
    PictureReader reader = new PictureReader(PictureLimits.DEFAULT);
    List<Picture> pictures = new ArrayList<>();
    Set<Integer> shown = new HashSet<>();
    for (Example example : dataset.part(Part.TRAIN)) {
      if (pictures.size() < SHEET_ROWS && !shown.contains(example.label())) {
        try {
          pictures.add(reader.read(example.file()));
          shown.add(example.label());
        } catch (PictureException e) {
          // Told already; another picture of this class may do.
        }
      }
    }
    if (pictures.isEmpty()) {
      return Optional.empty();
    }
    ContactSheet sheet = new ContactSheet(SHEET_SIDE, pictures.size(), SHEET_COLUMNS);
    return Optional.of(sheet.draw(pictures, recipe.augmentation(), recipe.seed()));
  }
}
