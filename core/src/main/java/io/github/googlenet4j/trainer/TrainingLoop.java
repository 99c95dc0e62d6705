package io.github.googlenet4j.trainer;

import io.github.googlenet4j.evaluate.Temperature;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.loading.Batch;
import io.github.googlenet4j.loading.TrainingLoader;
import io.github.googlenet4j.random.SplitMix;
import io.github.googlenet4j.train.EpochMetrics;
import io.github.googlenet4j.train.EpochMetrics.Validation;
import io.github.googlenet4j.train.Recipe;
import io.github.googlenet4j.train.TrainingListener;
import io.github.googlenet4j.train.TrainingListener.Progress;
import io.github.googlenet4j.trainer.Learner.HeadResult;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Epochs of batches, from a training state to the recipe's end or until it is told to stop. Owns
 * the state; used once, by one thread.
 */
final class TrainingLoop {
  /** Between checkpoints within an epoch: a crash costs no more. */
  private static final double CHECKPOINT_SECONDS = 300;

  /** Updates after which a dead start is no longer looked for. */
  private static final int GUARDED = 20 * DeadStartGuard.WINDOW;

  private static final double NANO = 1e-9;

  /**
   * Whom the loop tells and asks.
   *
   * @param stop asked after each update
   */
  record Outside(
      RunRecorder recorder, Validator validator, TrainingListener listener, BooleanSupplier stop) {}

  /**
   * A batch whose results are still to be asked for: a GPU computes while the next one is made.
   *
   * @param pictures how many
   * @param readable how many of them have a label
   * @param group batches in its update
   * @param batch its number within the epoch, from 1
   */
  private record Unsettled(
      Supplier<Map<Head, HeadResult>> results, int pictures, int readable, int group, int batch) {}

  private final Recipe recipe;
  private final StartingPoint start;
  private final TrainingPlan plan;
  private final TrainingLoader loader;
  private final Learner learner;
  private final TrainingState state;
  private final Outside outside;
  private final DeadStartGuard guard;
  private final Set<String> refusals = new HashSet<>();
  private final Map<Head, Double> losses = new EnumMap<>(Head.class); // of the update under way
  private @Nullable Unsettled unsettled;
  private long lap = System.nanoTime();
  private long saved = lap;

  TrainingLoop(
      Recipe recipe,
      StartingPoint start,
      TrainingPlan plan,
      TrainingLoader loader,
      Learner learner,
      TrainingState state,
      Outside outside) {
    this.recipe = recipe;
    this.start = start;
    this.plan = plan;
    this.loader = loader;
    this.learner = learner;
    this.state = state;
    this.outside = outside;
    this.guard = new DeadStartGuard(start.classes().size());
  }

  /** Whether the recipe is done. */
  boolean run() throws IOException {
    while (state.epoch < recipe.epochs() && !outOfPatience()) {
      learner.resize(start.graph(recipe, recipe.trainingSide(state.epoch)));
      if (!epoch() || !finishEpoch()) {
        return false;
      }
    }
    return true;
  }

  /** Tells a line, and keeps it for the report. */
  void note(String note) {
    if (!state.notes.contains(note)) {
      state.notes.add(note);
    }
    outside.listener().note(note);
  }

  private boolean outOfPatience() {
    boolean out = recipe.patience() > 0 && state.epoch - state.bestEpoch >= recipe.patience();
    if (out) {
      note(
          "early stop: no lower validation loss for %d epochs; the best was epoch %d."
              .formatted(recipe.patience(), state.bestEpoch));
    }
    return out;
  }

  /** Trains up to the epoch's end; false if it was told to stop before. */
  private boolean epoch() throws IOException {
    int accumulate = recipe.optimization().accumulate();
    int batches = loader.batchesPerEpoch();
    loader.start(state.epoch, state.batch, recipe.trainingSide(state.epoch));
    state.seconds += lap();
    double before = state.epochSeconds;
    long seen = 0;
    for (Optional<Batch> next = loader.next(); next.isPresent(); next = loader.next()) {
      Batch batch = next.get();
      int inGroup = state.batch % accumulate;
      int group = Math.min(accumulate, batches - (state.batch - inGroup));
      long seed = SplitMix.of(recipe.seed(), state.update, inGroup).next() >>> 1;
      boolean guarded = state.update < GUARDED;
      Supplier<Map<Head, HeadResult>> results = learner.begin(batch, 1.0 / group, seed);
      settle(); // the batch before, which a GPU has computed meanwhile
      state.batch++;
      int readable = (int) Arrays.stream(batch.labels()).filter(label -> label >= 0).count();
      unsettled = new Unsettled(results, batch.size(), readable, group, state.batch);
      if (guarded) {
        guard.add(batch);
      }
      if (guarded || seen == 0) { // the guard and the first line of progress need them
        settle();
      }
      boolean updated = inGroup + 1 == group;
      if (updated) {
        update();
      }
      tick();
      seen += batch.size();
      outside.listener().step(progress(batches, seen / (state.epochSeconds - before)));
      if (updated && outside.stop().getAsBoolean()) {
        save();
        return false;
      }
      if (updated && NANO * (System.nanoTime() - saved) > CHECKPOINT_SECONDS) {
        save();
      }
    }
    settle();
    return true;
  }

  /** Adds the results of the last batch, if that is still to be done. */
  private void settle() {
    if (unsettled == null) {
      return;
    }
    Unsettled last = unsettled;
    unsettled = null;
    Map<Head, HeadResult> results = last.results().get();
    results.forEach(
        (head, result) -> {
          if (!Double.isFinite(result.loss())) {
            throw new IllegalStateException(
                ("loss of %s: expected a finite number, found %s in epoch %d, batch %d. Lower"
                        + " optimization.rate, or set optimization.clip_norm.")
                    .formatted(head, result.loss(), state.epoch + 1, last.batch()));
          }
          losses.merge(head, result.loss() / last.group(), Double::sum);
        });
    state.add(results, last.pictures(), last.readable());
  }

  private void update() {
    if (state.update < GUARDED) {
      guard.add(losses);
      if (guard.due()) {
        guard.look(relativeGradient()).ifPresent(this::note);
      }
    }
    losses.clear();
    if (outside.listener().watchesGradients(state.epoch + 1)) {
      outside.listener().gradients(state.update, learner.gradientNorms());
    }
    state.rate = plan.rate(state.update, recipe.epochs());
    learner.update(state.rate);
    state.update++;
  }

  /**
   * The norm of the gradient over that of the weights, for the first trained layer, which is the
   * farthest from the losses. The last layers do not show a dead start: a dead network's classifier
   * still has gradients.
   */
  private double relativeGradient() {
    Weights weights = learner.weights();
    Map<String, Double> gradients = learner.gradientNorms();
    for (Parameter parameter : start.graph(recipe, recipe.side()).parameters()) {
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
    return Double.POSITIVE_INFINITY; // only heads are trained, and those cannot die
  }

  private void tick() {
    double seconds = lap();
    state.epochSeconds += seconds;
    state.seconds += seconds;
  }

  /** Seconds since the last call, or since the loop was made. */
  private double lap() {
    long last = lap;
    lap = System.nanoTime();
    return NANO * (lap - last);
  }

  private Progress progress(int batches, double imagesPerSecond) {
    // The cost of a picture goes with its area; sides to come may be larger.
    double area = area(state.epoch) * (batches - state.batch);
    for (int epoch = state.epoch + 1; epoch < recipe.epochs(); epoch++) {
      area += area(epoch) * batches;
    }
    double left = area / area(state.epoch) * recipe.batch() / imagesPerSecond;
    return new Progress(
        state.epoch + 1,
        recipe.epochs(),
        state.batch,
        batches,
        state.meanLosses(),
        state.rate,
        imagesPerSecond,
        left);
  }

  private double area(int epoch) {
    double side = recipe.trainingSide(epoch);
    return side * side;
  }

  /** Validates, and writes what an epoch leaves; false if it was told to stop before. */
  private boolean finishEpoch() throws IOException {
    for (String refusal : loader.refusals()) {
      if (refusals.add(refusal)) {
        note(refusal);
      }
    }
    Weights weights = learner.averagedWeights();
    Validation validation;
    try {
      validation = outside.validator().validate(outside.recorder().model(weights));
    } catch (CancellationException e) {
      if (!outside.stop().getAsBoolean()) {
        throw e;
      }
      save(); // at the epoch's end: a resumed run begins with the validation
      return false;
    }
    state.epoch++;
    boolean better =
        Double.isNaN(validation.top1()) // without a validation part the last epoch is the best
            // The loss tells how sure each answer is. Top-1 moves in steps of one picture, which
            // is noise with a validation part of a few hundred.
            || compared(validation) < state.bestLoss;
    if (better) {
      state.bestEpoch = state.epoch;
      state.bestLoss = compared(validation);
      outside.recorder().best(weights, metrics(validation), calibration(validation));
    }
    state.seconds += lap(); // not part of the epoch's own seconds, so that speeds compare
    EpochMetrics metrics =
        new EpochMetrics(
            state.epoch,
            state.meanLosses(),
            (double) state.top1 / state.images,
            start.classes().size() <= 5 ? Double.NaN : (double) state.top5 / state.images,
            validation,
            state.rate,
            recipe.trainingSide(state.epoch - 1),
            state.images / state.epochSeconds,
            state.seconds);
    outside.recorder().epoch(metrics, state.update);
    state.startEpoch();
    save();
    outside.listener().epoch(metrics, better);
    return true;
  }

  /** The loss by which epochs are compared. */
  private double compared(Validation validation) {
    double calibrated = calibration(validation).loss();
    return Double.isNaN(calibrated) ? validation.loss() : calibrated;
  }

  private Temperature calibration(Validation validation) {
    return recipe.calibrate() ? validation.temperature() : Temperature.ONE;
  }

  private String metrics(Validation validation) {
    String epoch = "epoch %d of %d".formatted(state.epoch, recipe.epochs());
    return Double.isNaN(validation.top1())
        ? epoch
        : String.format(
            Locale.ROOT,
            "%s: validation top-1 %.4f, top-5 %.4f, loss %.4f",
            epoch,
            validation.top1(),
            validation.top5(),
            validation.loss());
  }

  /** Writes the checkpoint. */
  void save() throws IOException {
    settle();
    outside.recorder().checkpoint(state, learner);
    saved = System.nanoTime();
  }
}
