package io.github.googlenet4j;

import io.github.googlenet4j.TrainingResult.Status;
import io.github.googlenet4j.data.ClassNames;
import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.data.ReadableParts;
import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.evaluate.Evaluation;
import io.github.googlenet4j.explain.Explainer;
import io.github.googlenet4j.file.AtomicFile;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.report.PageOptions;
import io.github.googlenet4j.report.TrainingReport;
import io.github.googlenet4j.train.EpochMetrics;
import io.github.googlenet4j.train.Preset;
import io.github.googlenet4j.train.Recipe;
import io.github.googlenet4j.train.RecipeFile;
import io.github.googlenet4j.train.RunFolder;
import io.github.googlenet4j.train.TrainingListener;
import io.github.googlenet4j.trainer.FeatureTraining;
import io.github.googlenet4j.trainer.MetricsFile;
import io.github.googlenet4j.trainer.NewHeads;
import io.github.googlenet4j.trainer.RunLock;
import io.github.googlenet4j.trainer.RunManifest;
import io.github.googlenet4j.trainer.StartingPoint;
import io.github.googlenet4j.trainer.Trainer;
import io.github.googlenet4j.trainer.TrainingEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** One call of {@link Training}: checks, trains, evaluates the best weights, writes the report. */
@SuppressWarnings("try") // a lock acts by being open
final class TrainingRun {
  private final RunManifest manifest;
  private final Dataset dataset;
  private final RunFolder folder;
  private final TrainingListener listener;
  private final BooleanSupplier stop;
  private final long begun = System.nanoTime();

  private TrainingRun(
      RunManifest manifest,
      Dataset dataset,
      RunFolder folder,
      TrainingListener listener,
      BooleanSupplier stop) {
    this.manifest = manifest;
    this.dataset = dataset;
    this.folder = folder;
    this.listener = listener;
    this.stop = stop;
  }

  static TrainingResult begin(
      Training.Request request, TrainingListener listener, BooleanSupplier stop)
      throws IOException {
    Optional<Model> model = request.model();
    request.recipe().ifPresent(recipe -> requireStart(recipe, model));
    RunFolder.check(request.folder(), request.replace());
    RunFolder folder = new RunFolder(request.folder());
    Optional<PictureScan> scan =
        PictureScan.of(request.data(), request.reading(), request.split(), stop);
    if (scan.isEmpty()) {
      return new TrainingResult(folder, Status.CANCELLED, Map.of());
    }
    Dataset read = scan.get().dataset();
    ReadableParts.require(read, request.reading().limits(), stop);
    if (stop.getAsBoolean()) {
      return new TrainingResult(folder, Status.CANCELLED, Map.of());
    }
    Recipe recipe =
        request.recipe().orElseGet(() -> RecipeFile.compose(model, read.part(Part.TRAIN).size()));
    Map<String, String> labels =
        model
            .map(known -> ClassNames.of(known.classes(), known.classIds()))
            .map(known -> known.labelsOfIds(read.classes()))
            .orElse(Map.of());
    Dataset dataset = read.withLabels(labels);
    StartingPoint start =
        model.isPresent()
            ? StartingPoint.model(model.get(), recipe, dataset.classes())
            : StartingPoint.scratch(recipe, dataset.classes());
    boolean features = recipe.preset() == Preset.FEATURES;
    List<String> notes = new ArrayList<>(dataset.notes());
    if (!labels.isEmpty()) {
      notes.add("the data names classes by the model's ids: they get its labels, and keep the ids");
    }
    if (!features) { // which trains no head of the start
      notes.addAll(start.notes());
    }
    RunManifest manifest =
        RunManifest.of(
                request.data(),
                request.reading(),
                request.split(),
                scan.get().fingerprint(),
                recipe,
                start,
                notes)
            .withLabels(labels);
    TrainingRun run = new TrainingRun(manifest, dataset, folder, listener, stop);
    return features
        ? run.trainClassifier(start, seeing(model.orElseThrow(), start), request.replace())
        : run.trainNetwork(start, model, request.replace());
  }

  private static void requireStart(Recipe recipe, Optional<Model> model) {
    if (recipe.preset().needsModel() && model.isEmpty()) {
      throw new IllegalArgumentException(
          "preset %s: expected a model to start from, found none. Give a model, or choose the preset scratch."
              .formatted(recipe.preset()));
    }
  }

  /** The model, with pictures prepared as the recipe says. */
  private static Model seeing(Model model, StartingPoint start) {
    return new Model(
        model.variant(),
        model.classes(),
        start.preparation(),
        model.auxiliary(),
        model.weights(),
        model.history(),
        model.quantization());
  }

  static TrainingResult resume(
      Training.Continuation continuation, TrainingListener listener, BooleanSupplier stop)
      throws IOException {
    RunFolder folder = new RunFolder(continuation.folder());
    RunManifest before = Trainer.manifest(folder); // refuses a folder without a run
    try (RunLock lock = RunLock.take(folder)) {
      folder.removeUnfinished();
      RunManifest manifest =
          continuation.data().isEmpty() ? before : before.withData(continuation.data());
      Optional<Dataset> pictures = PictureScan.same(manifest, stop);
      if (pictures.isEmpty()) {
        return new TrainingResult(folder, Status.SAVED, Map.of()); // as it was
      }
      Dataset dataset = pictures.get();
      StartingPoint start = manifest.start(dataset.classes());
      int epochs = continuation.epochs().orElse(before.recipe().epochs());
      if (epochs != before.recipe().epochs()) {
        Trainer.Position position = Trainer.position(folder);
        manifest = longer(manifest, epochs, position);
        TrainingRun run = new TrainingRun(manifest, dataset, folder, listener, stop);
        listener.note(run.newRate(start, before.recipe(), position));
        AtomicFile.write(folder.recipe(), true, RecipeFile.write(manifest.recipe()));
      }
      TrainingRun run = new TrainingRun(manifest, dataset, folder, listener, stop);
      TrainingEngine engine = TrainingEngine.best();
      listener.begun(folder);
      return run.train(run.trainer(start), engine, true);
    }
  }

  private static RunManifest longer(RunManifest manifest, int epochs, Trainer.Position position) {
    if (epochs < position.epochs()) {
      throw new IllegalArgumentException(
          "epochs: expected at least the %d that are done, found %d. Name more epochs."
              .formatted(position.epochs(), epochs));
    }
    return manifest.withEpochs(epochs);
  }

  /** What another number of epochs does to the learning rate. */
  private String newRate(StartingPoint start, Recipe before, Trainer.Position position) {
    int epochs = manifest.recipe().epochs();
    if (epochs == position.epochs()) {
      return "%d epochs, which are done.".formatted(epochs);
    }
    return String.format(
        Locale.ROOT,
        "%d epochs instead of %d: from epoch %d on the rate follows the schedule %s of %d epochs, and goes from %.2g to %.2g.",
        epochs,
        before.epochs(),
        position.epochs() + 1,
        manifest.recipe().optimization().schedule(),
        epochs,
        position.rate(),
        trainer(start).rate(position.updates()));
  }

  private TrainingResult trainNetwork(StartingPoint begun, Optional<Model> model, boolean replace)
      throws IOException {
    TrainingEngine engine = TrainingEngine.best();
    Engine evaluating = Engine.best(); // refused now rather than after the training
    trainer(begun).check(engine);
    StartingPoint start = model.map(from -> withNewHeads(begun, from, evaluating)).orElse(begun);
    Trainer trainer = trainer(start);
    try (RunLock lock = create(replace)) {
      manifest.notes().forEach(listener::note);
      return train(trainer, engine, false);
    }
  }

  private StartingPoint withNewHeads(StartingPoint start, Model model, Engine engine) {
    return NewHeads.scaled(
        start,
        model.weights().names(),
        manifest.recipe(),
        dataset.part(Part.TRAIN),
        engine,
        evaluator().engineOptions(),
        manifest.reading().limits());
  }

  /** Begins the run's folder; nobody else can do so until the lock is closed. */
  private RunLock create(boolean replace) throws IOException {
    RunFolder.check(folder.folder(), replace);
    listener.begun(folder);
    RunLock lock = RunLock.take(folder);
    try {
      RunFolder.create(folder.folder(), replace);
      folder.removeUnfinished();
      AtomicFile.write(folder.recipe(), true, RecipeFile.write(manifest.recipe()));
      return lock;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private Trainer trainer(StartingPoint start) {
    return new Trainer(manifest, dataset, start, folder, evaluator()::validate, listener);
  }

  private TrainingResult train(Trainer trainer, TrainingEngine engine, boolean resume)
      throws IOException {
    Trainer.Ending ending = trainer.train(engine, resume, stop);
    if (!ending.finished()) {
      return new TrainingResult(folder, Status.SAVED, Map.of());
    }
    Model model = ModelFile.read(folder.model());
    try {
      return finish(model, evaluator().evaluate(model), ending.notes());
    } catch (CancellationException e) {
      return stoppedWith(Status.SAVED, e); // of a finished recipe, only this is repeated
    }
  }

  /** The result of a run that was told to stop; other cancellations are thrown on. */
  private TrainingResult stoppedWith(Status status, CancellationException cancelled) {
    if (!stop.getAsBoolean()) {
      throw cancelled;
    }
    return new TrainingResult(folder, status, Map.of());
  }

  private RunEvaluator evaluator() {
    return new RunEvaluator(manifest, dataset, listener, stop);
  }

  /** The preset {@code features}: writes nothing before all is computed. */
  private TrainingResult trainClassifier(StartingPoint start, Model features, boolean replace)
      throws IOException {
    Engine engine = Engine.best();
    start.model(start.weights(), manifest.recipe(), manifest.history()); // refuses bad labels
    manifest.notes().forEach(listener::note);
    Optional<FeatureTraining.Trained> ended =
        FeatureTraining.train(
            features,
            dataset,
            manifest.reading().limits(),
            engine,
            evaluator().engineOptions(),
            listener,
            stop);
    if (ended.isEmpty()) {
      return new TrainingResult(folder, Status.CANCELLED, Map.of());
    }
    FeatureTraining.Trained trained = ended.get();
    List<String> told = new ArrayList<>(trained.notes());
    Model fitted =
        new Model(
            features.variant(),
            dataset.classes(),
            features.preparation(),
            false,
            trained.weights(),
            manifest.history());
    Model model = fitted;
    if (manifest.recipe().calibrate()) {
      told.add(trained.calibration());
      model = trained.temperature().applied(fitted);
    }
    told.forEach(listener::note);
    Map<Part, Evaluation> evaluations;
    try {
      evaluations = evaluator().evaluate(model);
    } catch (CancellationException e) {
      return stoppedWith(Status.CANCELLED, e);
    }
    try (RunLock lock = create(replace)) {
      return finish(model, evaluations, told);
    }
  }

  /** Writes the model with its scores, and the report. */
  private TrainingResult finish(Model trained, Map<Part, Evaluation> evaluations, List<String> told)
      throws IOException {
    Model model = RunEvaluator.scored(trained, evaluations);
    ModelFile.write(model, folder.model(), true);
    List<EpochMetrics> epochs =
        Files.exists(folder.metrics()) ? MetricsFile.read(folder.metrics()) : List.of();
    List<String> notes = new ArrayList<>(manifest.notes());
    notes.addAll(told);
    calibration(epochs)
        .ifPresent(
            note -> {
              listener.note(note);
              notes.add(note);
            });
    PictureLimits limits = manifest.reading().limits();
    try (Explainer explainer = PageOptions.explainer(model, evaluator().engineOptions(), limits)) {
      TrainingReport.write(
          folder,
          model,
          new TrainingReport.Run(
              dataset,
              manifest.recipe(),
              epochs,
              evaluations,
              notes,
              time(epochs),
              PageOptions.DEFAULT.withLimits(limits).withExplainer(explainer)));
    }
    return new TrainingResult(folder, Status.FINISHED, evaluations);
  }

  /** What the temperature of the best epoch does. */
  private Optional<String> calibration(List<EpochMetrics> epochs) {
    return epochs.stream()
        .map(EpochMetrics::validation)
        .filter(validation -> manifest.recipe().calibrate())
        .filter(validation -> !Double.isNaN(validation.temperature().loss()))
        .min(Comparator.comparingDouble(validation -> validation.temperature().loss()))
        .map(best -> best.temperature().described("the validation part", best.loss()));
  }

  /** The time of training: the last epoch's row has that of the whole run. */
  private Duration time(List<EpochMetrics> epochs) {
    return epochs.isEmpty()
        ? Duration.ofNanos(System.nanoTime() - begun)
        : Duration.ofMillis(Math.round(1000 * epochs.get(epochs.size() - 1).seconds()));
  }
}
