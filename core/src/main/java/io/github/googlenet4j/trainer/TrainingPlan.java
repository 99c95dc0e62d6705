package io.github.googlenet4j.trainer;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.loading.LoaderOptions;
import io.github.googlenet4j.loading.LoaderOptions.Sampling;
import io.github.googlenet4j.loading.TrainingLoader;
import io.github.googlenet4j.train.LearningRateSchedule;
import io.github.googlenet4j.train.Recipe;

/**
 * The numbers that follow from a recipe, a start and the number of training pictures. Making a plan
 * checks them; it takes no native memory and starts no thread.
 *
 * @param loading how batches are made
 * @param learning how weights change
 * @param schedule the learning rate over all updates
 * @param updatesPerEpoch of the weights
 */
record TrainingPlan(
    LoaderOptions loading,
    LearnerOptions learning,
    LearningRateSchedule schedule,
    int updatesPerEpoch) {

  /**
   * @param firstEpochs of the recipe when the run began. An average over the run's last updates
   *     begins where it would have begun then, because a resumed run has begun it already
   * @throws IllegalArgumentException if the recipe freezes a stage that does not exist, its batches
   *     do not fit into memory, or its warm-up is as long as the training
   */
  static TrainingPlan of(
      Recipe recipe, int firstEpochs, StartingPoint start, int pictures, PictureLimits limits) {
    Recipe.Data data = recipe.data();
    LoaderOptions loading =
        LoaderOptions.of(recipe.augmentation(), recipe.batch(), recipe.largestTrainingSide())
            .withSeed(recipe.seed())
            .withSampling(data.balanced() ? Sampling.BALANCED : Sampling.SHUFFLED)
            .withLabelSmoothing(data.labelSmoothing())
            .withClassWeights(data.classWeights())
            .withCacheBytes(data.cacheBytes())
            .withThreads(recipe.machine().threads())
            .withLimits(limits);
    if (pictures < 1) {
      throw new IllegalArgumentException(
          "training pictures: expected at least one, found none. Name a folder with pictures.");
    }
    int batches = TrainingLoader.batchesPerEpoch(pictures, recipe.batch());
    Recipe.Optimization how = recipe.optimization();
    int perEpoch = -Math.floorDiv(-batches, how.accumulate());
    long updates = (long) perEpoch * firstEpochs;
    Graph graph = start.graph(recipe, recipe.trainingSide(0));
    LearningRateSchedule schedule =
        LearningRateSchedule.named(how.schedule(), how.rate()).withWarmUp(how.warmUpEpochs());
    TrainingPlan plan =
        new TrainingPlan(
            loading, ParameterGroups.options(recipe, graph, updates), schedule, perEpoch);
    plan.rate(0, recipe.epochs()); // refuses a warm-up that is too long
    return plan;
  }

  /** The learning rate of an update, counted from 0. */
  double rate(long update, int epochs) {
    return schedule.rate(
        new LearningRateSchedule.UpdatePosition(
            update, (long) updatesPerEpoch * epochs, updatesPerEpoch));
  }
}
