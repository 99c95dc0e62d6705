package io.github.googlenet4j.train;

import io.github.googlenet4j.data.Batch;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.ModelFile;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.loading.TrainingLoader;
import io.github.googlenet4j.random.SplitMix;
import io.github.googlenet4j.train.EpochMetrics.Validation;
import io.github.googlenet4j.train.Learner.HeadResult;
import io.github.googlenet4j.train.TrainingListener.Progress;
import java.io.IOException;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** A run from where it begins or goes on to where it ends or is stopped. */
final class TrainingLoop {
  /** Between checkpoints within an epoch: what a crash may cost. */
  private static final double CHECKPOINT_SECONDS = 300;

  /** Updates after which no dead start is to be feared any more. */
  private static final int GUARDED = 20 * DeadStartGuard.WINDOW;

  private static final double NANO = 1e-9;

  private final Trainer run;
  private final Recipe recipe;
  private final Learner learner;
  private final TrainingLoader loader;
  private final BooleanSupplier stop;
  private final int updatesPerEpoch;
  private final LearningRateSchedule schedule;
  private final DeadStartGuard guard;
  private TrainingState position = new TrainingState();
  private final Set<String> refusals = new HashSet<>();
  private long lap = System.nanoTime();
  private long saved = lap;

  TrainingLoop(
      Trainer run,
      Learner learner,
      TrainingLoader loader,
      BooleanSupplier stop,
      int updatesPerEpoch) {
    this.run = run;
    this.recipe = run.recipe();
    this.learner = learner;
    this.loader = loader;
    this.stop = stop;
    this.updatesPerEpoch = updatesPerEpoch;
    Recipe.Optimization how = recipe.optimization();
    this.schedule =
        LearningRateSchedule.named(how.schedule(), how.rate()).withWarmUp(how.warmUpEpochs());
    this.guard = new DeadStartGuard(run.start().classes().size());
  }

  void goOnFrom(TrainingState other) throws IOException {
    position = other;
    MetricsFile.cutAfter(run.folder().metrics(), position.epoch);
  }

  /** Whether the recipe is done. */
  boolean run() throws IOException {
    try (TensorBoardFile events = TensorBoardFile.create(run.folder().folder())) {
      while (position.epoch < recipe.epochs() && !outOfPatience()) {
        learner.resize(run.start().graph(recipe, recipe.trainingSide(position.epoch)));
        if (!epoch()) {
          return false;
        }
        finishEpoch(events);
      }
    }
    return true;
  }

  private boolean outOfPatience() {
    boolean out = recipe.patience() > 0 && position.epoch - position.bestEpoch >= recipe.patience();
    if (out) {
      run.listener()
          .note(
              "early stop: no lower validation loss for %d epochs; the best was epoch %d."
                  .formatted(recipe.patience(), position.bestEpoch));
    }
    return out;
  }

  /** Whether the epoch came to its end. */
  private boolean epoch() throws IOException {
    int accumulate = recipe.optimization().accumulate();
    int batches = loader.batchesPerEpoch();
    loader.start(position.epoch, position.batch, recipe.trainingSide(position.epoch));
    position.seconds += lap();
    double before = position.epochSeconds;
    long imagesBefore = position.images;
    Map<Head, Double> losses = new EnumMap<>(Head.class);
    for (Optional<Batch> next = loader.next(); next.isPresent(); next = loader.next()) {
      Batch batch = next.get();
      int inGroup = position.batch % accumulate;
      int group = Math.min(accumulate, batches - (position.batch - inGroup));
      long seed = SplitMix.of(recipe.seed(), position.update, inGroup).next() >>> 1;
      Map<Head, HeadResult> results = learner.accumulate(batch, 1.0 / group, seed);
      if (position.update < GUARDED) {
        guard.add(batch);
      }
      position.add(results, batch.size());
      position.batch++;
      results.forEach((head, result) -> losses.merge(head, result.loss() / group, Double::sum));
      boolean updated = inGroup + 1 == group;
      if (updated) {
        update(losses);
        losses.clear();
      }
      tick();
      double seconds = position.epochSeconds - before;
      run.listener().step(progress(batches, (position.images - imagesBefore) / seconds));
      if (updated && stop.getAsBoolean()) {
        save();
        return false;
      }
      if (updated && NANO * (System.nanoTime() - saved) > CHECKPOINT_SECONDS) {
        save();
      }
    }
    return true;
  }

  private void update(Map<Head, Double> losses) {
    for (Map.Entry<Head, Double> loss : losses.entrySet()) {
      if (!Double.isFinite(loss.getValue())) {
        throw new IllegalStateException(
            ("loss of %s: expected a finite number, found %s in epoch %d, batch %d. Lower"
                    + " optimization.rate, or set optimization.clip_norm.")
                .formatted(loss.getKey(), loss.getValue(), position.epoch + 1, position.batch));
      }
    }
    if (position.update < GUARDED) {
      guard.add(losses);
      if (guard.due()) {
        guard.look(relativeGradient()).ifPresent(run.listener()::note);
      }
    }
    position.rate =
        schedule.rate(
            new LearningRateSchedule.UpdatePosition(
                position.update, (long) updatesPerEpoch * recipe.epochs(), updatesPerEpoch));
    learner.update(position.rate);
    position.update++;
  }

  /**
   * The gradient against its weights, of the first layer that is trained: it has come the longest
   * way. The last layers tell nothing, as a dead network's classifier still moves them.
   */
  private double relativeGradient() {
    Weights weights = learner.weights();
    Map<String, Double> gradients = learner.gradientNorms();
    for (Parameter parameter : run.start().graph(recipe, recipe.side()).parameters()) {
      String name = parameter.name();
      Double gradient = gradients.get(name);
      if (gradient != null && name.endsWith(".weight") && !Head.anyOwns(name)) {
        double squares = 0;
        for (float value : weights.values(name)) {
          squares += (double) value * value;
        }
        return gradient / Math.sqrt(squares + 1e-30);
      }
    }
    return Double.POSITIVE_INFINITY; // nothing but heads is trained, which cannot die
  }

  private void tick() {
    double seconds = lap();
    position.epochSeconds += seconds;
    position.seconds += seconds;
  }

  /** Seconds since this was asked last, or since the sitting began. */
  private double lap() {
    long last = lap;
    lap = System.nanoTime();
    return NANO * (lap - last);
  }

  private Progress progress(int batches, double imagesPerSecond) {
    // The cost of a picture goes with its area; sides to come may be larger.
    double area = area(position.epoch) * (batches - position.batch);
    for (int epoch = position.epoch + 1; epoch < recipe.epochs(); epoch++) {
      area += area(epoch) * batches;
    }
    double left = area / area(position.epoch) * recipe.batch() / imagesPerSecond;
    return new Progress(
        position.epoch + 1,
        recipe.epochs(),
        position.batch,
        batches,
        position.meanLosses(),
        position.rate,
        imagesPerSecond,
        left);
  }

  private double area(int epoch) {
    double side = recipe.trainingSide(epoch);
    return side * side;
  }

  private void finishEpoch(TensorBoardFile events) throws IOException {
    for (String refusal : loader.refusals()) {
      if (refusals.add(refusal)) {
        run.listener().note(refusal);
      }
    }
    Weights weights = learner.averagedWeights();
    Model unscored = model(weights, Map.of());
    Validation validation = run.validator().validate(unscored);
    position.epoch++;
    boolean better =
        Double.isNaN(validation.top1()) // without a validation part the last is the best
            // A loss counts how sure each answer is; top-1 moves by whole pictures and is noise
            // where a few hundred are all there is.
            || validation.loss() < position.bestLoss;
    if (better) {
      position.bestEpoch = position.epoch;
      position.bestLoss = validation.loss();
      ModelFile.write(model(weights, scores(validation)), run.folder().model(), true);
    }
    position.seconds += lap(); // which are no part of the epoch's own, so that speeds compare
    EpochMetrics metrics =
        new EpochMetrics(
            position.epoch,
            position.meanLosses(),
            (double) position.top1 / position.images,
            (double) position.top5 / position.images,
            validation,
            position.rate,
            recipe.trainingSide(position.epoch - 1),
            position.images / position.epochSeconds,
            position.seconds);
    MetricsFile.append(run.folder().metrics(), metrics);
    events.write(metrics, position.update);
    position.startEpoch();
    save();
    run.listener().epoch(metrics, better);
  }

  private Model model(Weights weights, Map<String, String> scores) {
    Map<String, String> history = new TreeMap<>(scores);
    history.put("recipe", RecipeFile.write(recipe));
    for (String key : new String[] {"source", "data_fingerprint"}) {
      String fact = run.facts().get(key);
      if (fact != null) {
        history.put(key, fact);
      }
    }
    return run.start().model(weights, recipe, history);
  }

  private Map<String, String> scores(Validation validation) {
    String epoch = "epoch %d of %d".formatted(position.epoch, recipe.epochs());
    return Map.of(
        "metrics",
        Double.isNaN(validation.top1())
            ? epoch
            : String.format(
                Locale.ROOT,
                "%s: validation top-1 %.4f, top-5 %.4f, loss %.4f",
                epoch,
                validation.top1(),
                validation.top5(),
                validation.loss()));
  }

  /** Writes the checkpoint. */
  void save() throws IOException {
    new Checkpoint(run.describe(position), learner.state()).write(run.folder().checkpoint());
    saved = System.nanoTime();
  }
}
