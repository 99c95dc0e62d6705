package io.github.googlenet4j.train;

import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.Part;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.loading.LoaderOptions;
import io.github.googlenet4j.loading.LoaderOptions.Sampling;
import io.github.googlenet4j.loading.TrainingLoader;
import io.github.googlenet4j.train.EpochMetrics.Validation;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Trains a network by a recipe: epochs of batches, a validation after each, the best weights kept.
 *
 * <p>Everything random is drawn from the recipe's seed and the place in the run (epoch, picture,
 * update), never from a generator that runs along. So a checkpoint needs no random state, and a run
 * that goes on from one is, bit for bit, the run that never stopped.
 *
 * @param recipe how it is trained
 * @param dataset what it is trained on
 * @param start what it begins with
 * @param folder where checkpoints, metrics and the best model go
 * @param facts about the run, which every checkpoint carries; no value may be needed to train
 * @param validator how good a model is on the validation part
 * @param listener told what happens
 */
public record Trainer(
    Recipe recipe,
    Dataset dataset,
    StartingPoint start,
    RunFolder folder,
    Map<String, String> facts,
    Validator validator,
    TrainingListener listener) {

  private static final String FACT = "run.";

  /** How good a model is; which pictures that is measured with is its own affair. */
  public interface Validator {
    /**
     * Measures a model.
     *
     * @throws IOException if it cannot be measured
     */
    Validation validate(Model model) throws IOException;
  }

  public Trainer {
    facts = Map.copyOf(facts);
  }

  /**
   * The facts that a run's checkpoint carries.
   *
   * @throws IOException if the folder has no whole checkpoint
   */
  public static Map<String, String> facts(RunFolder folder) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    Checkpoint.read(folder.checkpoint())
        .position()
        .forEach(
            (key, value) -> {
              if (key.startsWith(FACT)) {
                facts.put(key.substring(FACT.length()), value);
              }
            });
    return facts;
  }

  /**
   * A recipe's words as a learner's numbers.
   *
   * @param updates how many there will be
   * @throws IllegalArgumentException if the recipe freezes a stage that there is not
   */
  public static LearnerOptions learnerOptions(Recipe recipe, StartingPoint start, long updates) {
    Graph graph = start.graph(recipe, recipe.trainingSide(0));
    return ParameterGroups.options(recipe, graph, updates);
  }

  /** What a checkpoint says beside the learner's state. */
  Map<String, String> describe(TrainingState position) {
    Map<String, String> text = position.toText();
    facts.forEach((key, value) -> text.put(FACT + key, value));
    return text;
  }

  /**
   * Trains until the recipe is done or {@code stop} says so; then all is saved.
   *
   * @param resume whether to go on from the folder's checkpoint
   * @param stop asked after each update
   * @return whether the recipe is done
   * @throws IOException if something cannot be written; the last checkpoint stays
   * @throws IllegalStateException if losses are no longer finite
   */
  public boolean train(TrainingEngine engine, boolean resume, BooleanSupplier stop)
      throws IOException {
    try (TrainingLoader loader = loader()) {
      int batches = loader.batchesPerEpoch();
      int perEpoch = -Math.floorDiv(-batches, recipe.optimization().accumulate());
      long updates = (long) perEpoch * recipe.epochs();
      int side = recipe.trainingSide(0);
      LearnerOptions options = learnerOptions(recipe, start, updates);
      try (Learner learner = engine.learner(start.network(recipe, side), options)) {
        listener.note("training: " + learner.description());
        TrainingLoop sitting = new TrainingLoop(this, learner, loader, stop, perEpoch);
        if (resume) {
          Checkpoint checkpoint = Checkpoint.read(folder.checkpoint());
          learner.restore(checkpoint.state());
          sitting.goOnFrom(TrainingState.of(checkpoint.position()));
        } else {
          sitting.save();
        }
        return sitting.run();
      }
    }
  }

  private TrainingLoader loader() {
    Recipe.Data data = recipe.data();
    LoaderOptions options =
        new LoaderOptions(
            recipe.augmentation(),
            recipe.batch(),
            recipe.largestTrainingSide(),
            recipe.seed(),
            data.balanced() ? Sampling.BALANCED : Sampling.SHUFFLED,
            data.labelSmoothing(),
            data.classWeights(),
            data.cacheBytes(),
            recipe.machine().threads(),
            PictureLimits.DEFAULT);
    return new TrainingLoader(dataset.part(Part.TRAIN), start.classes().size(), options);
  }
}
