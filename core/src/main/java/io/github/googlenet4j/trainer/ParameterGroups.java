package io.github.googlenet4j.trainer;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.train.Recipe;
import io.github.googlenet4j.trainer.LearnerOptions.Average;
import io.github.googlenet4j.trainer.LearnerOptions.Group;
import io.github.googlenet4j.trainer.LearnerOptions.Optimizer;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Derives a learner's options from a recipe. */
final class ParameterGroups {
  private ParameterGroups() {}

  /**
   * @param updates in the whole training
   */
  static LearnerOptions options(Recipe recipe, Graph graph, long updates) {
    Recipe.Optimization how = recipe.optimization();
    Optimizer optimizer =
        switch (how.rule()) {
          case SGD -> new Optimizer.Sgd(how.momentum(), how.nesterov());
          case ADAMW -> new Optimizer.AdamW(how.momentum(), .999, 1e-8);
        };
    Average average =
        switch (how.average()) {
          case NONE -> new Average.None();
          case EXPONENTIAL -> new Average.Exponential(how.averageDecay());
          case POLYAK -> new Average.Polyak(updates / 2 + 1);
        };
    Map<Head, Double> weights = new EnumMap<>(Head.class);
    for (Head head : graph.heads().keySet()) {
      weights.put(head, head == Head.MAIN ? 1 : recipe.heads().auxiliaryWeight());
    }
    Set<String> frozen = StartingPoint.before(graph, recipe.freezeUntil());
    Map<String, Group> groups = new LinkedHashMap<>();
    for (Parameter parameter : graph.parameters()) {
      if (parameter.trained()) {
        String name = parameter.name();
        boolean decays = how.decayAll() || name.endsWith(".weight");
        groups.put(
            name,
            new Group(
                (Head.anyOwns(name) ? 1 : how.bodyFactor())
                    * (name.endsWith(".bias") ? how.biasFactor() : 1),
                decays ? how.weightDecay() : 0,
                frozen.contains(name) || (how.bodyFactor() == 0 && !Head.anyOwns(name))));
      }
    }
    Recipe.Machine machine = recipe.machine();
    return LearnerOptions.of(groups)
        .withOptimizer(optimizer)
        .withHeadWeights(weights)
        .withClipNorm(how.clipNorm())
        .withAverage(average)
        .withPrecision(machine.precision())
        .withDevice(machine.device())
        .withThreads(machine.threads());
  }
}
