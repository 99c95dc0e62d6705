package io.github.googlenet4j.trainer;

import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.loading.TrainingLoader;
import io.github.googlenet4j.train.Recipe;
import io.github.googlenet4j.train.RunFolder;
import io.github.googlenet4j.train.TrainingListener;
import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Trains a network by a recipe: epochs of batches, a validation after each, the best weights kept.
 *
 * <p>Everything random is drawn from the recipe's seed and the place in the run (epoch, picture,
 * update), never from a generator with a state of its own. So a checkpoint needs no random state,
 * and a run that goes on from one is, bit for bit, the run that never stopped.
 *
 * @param manifest the recipe, and what else a checkpoint carries to go on
 * @param dataset what it is trained on
 * @param start the weights that it begins with
 * @param folder where checkpoints, metrics and the best model go
 * @param validator measures a model on the validation part
 * @param listener told what happens
 */
public record Trainer(
    RunManifest manifest,
    Dataset dataset,
    StartingPoint start,
    RunFolder folder,
    Validator validator,
    TrainingListener listener) {

  /**
   * The manifest of a run, which its checkpoint carries.
   *
   * @throws IOException if there is no whole checkpoint, or another version wrote it
   */
  public static RunManifest manifest(RunFolder folder) throws IOException {
    return Checkpoint.read(folder.checkpoint()).manifest();
  }

  /**
   * How far a run is.
   *
   * @param epochs that are done
   * @param rate of the last update
   */
  public record Position(int epochs, long updates, double rate) {}

  /**
   * How far the run in a folder is.
   *
   * @throws IOException if there is no whole checkpoint, or another version wrote it
   */
  public static Position position(RunFolder folder) throws IOException {
    TrainingState state = Checkpoint.read(folder.checkpoint()).training();
    return new Position(state.epoch, state.update, state.rate);
  }

  /** The learning rate of an update, counted from 0. */
  public double rate(long update) {
    return plan().rate(update, manifest.recipe().epochs());
  }

  /**
   * How a training ended.
   *
   * @param finished whether the recipe is done; otherwise it can be resumed
   * @param notes what was told in the whole run, one line each
   */
  public record Ending(boolean finished, List<String> notes) {
    public Ending {
      notes = List.copyOf(notes);
    }
  }

  /**
   * The learner's options that follow from a recipe.
   *
   * @param updates how many there will be
   * @throws IllegalArgumentException if the recipe freezes a stage that does not exist
   */
  public static LearnerOptions learnerOptions(Recipe recipe, StartingPoint start, long updates) {
    return ParameterGroups.options(recipe, start.graph(recipe, recipe.trainingSide(0)), updates);
  }

  /**
   * Checks all that can be checked before anything is written: the recipe against the data and the
   * network, the device and precision, and whether a model file can hold the classes.
   *
   * @throws IllegalArgumentException if something does not suit; the message says what
   */
  public void check(TrainingEngine engine) {
    engine.check(plan().learning());
    start.model(start.weights(), manifest.recipe(), manifest.history()); // refuses bad labels
  }

  private TrainingPlan plan() {
    return TrainingPlan.of(
        manifest.recipe(),
        manifest.firstEpochs(),
        start,
        dataset.part(Part.TRAIN).size(),
        manifest.reading().limits());
  }

  /**
   * Trains until the recipe is done or {@code stop} is true; then everything is saved.
   *
   * @param resume whether to go on from the folder's checkpoint
   * @param stop asked after each update
   * @throws IOException if something cannot be written; the last checkpoint stays
   * @throws IllegalStateException if losses are no longer finite
   */
  public Ending train(TrainingEngine engine, boolean resume, BooleanSupplier stop)
      throws IOException {
    Recipe recipe = manifest.recipe();
    TrainingPlan plan = plan();
    TrainingState state = new TrainingState();
    try (TrainingLoader loader =
            new TrainingLoader(dataset.part(Part.TRAIN), start.classes().size(), plan.loading());
        Learner learner =
            engine.learner(start.network(recipe, recipe.trainingSide(0)), plan.learning())) {
      if (resume) {
        Checkpoint checkpoint = Checkpoint.read(folder.checkpoint());
        learner.restore(checkpoint.learner());
        state = checkpoint.training();
      }
      try (RunRecorder recorder = new RunRecorder(folder, manifest, start, state.epoch)) {
        TrainingLoop loop =
            new TrainingLoop(
                recipe,
                start,
                plan,
                loader,
                learner,
                state,
                new TrainingLoop.Outside(recorder, validator, listener, stop));
        loop.note("training: " + learner.description());
        String machine = Machine.describe(learner);
        if (resume && !state.machine.isEmpty() && !state.machine.equals(machine)) {
          loop.note(
              "resumed on %s; before: %s. The weights will differ by rounding from those of a run on one machine."
                  .formatted(machine, state.machine));
        }
        state.machine = machine;
        if (!resume) {
          loop.save();
        }
        return new Ending(loop.run(), state.notes);
      }
    }
  }
}
