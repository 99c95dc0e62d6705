package io.github.googlenet4j.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Parameter;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.train.Device;
import io.github.googlenet4j.train.Preset;
import io.github.googlenet4j.train.Recipe;
import io.github.googlenet4j.trainer.LearnerOptions.Average;
import io.github.googlenet4j.trainer.LearnerOptions.Group;
import io.github.googlenet4j.trainer.LearnerOptions.Optimizer;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ParameterGroupsTest {
  private static final Recipe RECIPE =
      Preset.SCRATCH
          .recipe()
          .with("optimization.body_factor", .1)
          .with("optimization.weight_decay", .25);

  private static final Graph GRAPH = GoogLeNet.graph(Variant.BATCH_NORM, 5, 64, true);

  private static Group group(LearnerOptions options, String name) {
    return Objects.requireNonNull(options.groups().get(name), name);
  }

  @Test
  void everyTrainedParameterHasAGroupAndNoOther() {
    LearnerOptions options = ParameterGroups.options(RECIPE, GRAPH, 100);
    List<String> trained =
        GRAPH.parameters().stream().filter(Parameter::trained).map(Parameter::name).toList();
    assertThat(options.groups().keySet()).containsExactlyInAnyOrderElementsOf(trained);
    assertThat(trained).contains("conv1/7x7_s2.bn.scale").doesNotContain("conv1/7x7_s2.bn.mean");
  }

  @Test
  void headsLearnAtTheRateAndTheBodyAtAShareOfIt() {
    LearnerOptions options = ParameterGroups.options(RECIPE, GRAPH, 100);
    for (String head : List.of("loss1/conv", "loss1/fc", "loss2/classifier", "loss3/classifier")) {
      assertThat(group(options, head + ".weight").rateFactor()).as(head).isEqualTo(1);
    }
    assertThat(group(options, "conv1/7x7_s2.weight").rateFactor()).isEqualTo(.1);
    assertThat(group(options, "inception_5b/1x1.weight").rateFactor()).isEqualTo(.1);
  }

  @Test
  void onlyWeightsDecayUnlessAllDo() {
    LearnerOptions some = ParameterGroups.options(RECIPE, GRAPH, 100);
    assertThat(group(some, "conv1/7x7_s2.weight").weightDecay()).isEqualTo(.25);
    assertThat(group(some, "conv1/7x7_s2.bn.scale").weightDecay()).isZero();
    assertThat(group(some, "loss3/classifier.bias").weightDecay()).isZero();
    LearnerOptions all =
        ParameterGroups.options(RECIPE.with("optimization.decay_all", true), GRAPH, 100);
    assertThat(group(all, "conv1/7x7_s2.bn.scale").weightDecay()).isEqualTo(.25);
    assertThat(group(all, "loss3/classifier.bias").weightDecay()).isEqualTo(.25);
  }

  @Test
  void biasesHaveAFactorOfTheirOwn() {
    LearnerOptions options =
        ParameterGroups.options(RECIPE.with("optimization.bias_factor", 2), GRAPH, 100);
    assertThat(group(options, "loss3/classifier.bias").rateFactor()).isEqualTo(2);
    assertThat(group(options, "loss3/classifier.weight").rateFactor()).isEqualTo(1);
    Graph paper = GoogLeNet.graph(Variant.PAPER, 5, 64, true);
    assertThat(group(ParameterGroups.options(RECIPE, paper, 100), "conv1/7x7_s2.bias").rateFactor())
        .isEqualTo(.1);
  }

  /** Batch normalisation of frozen parameters keeps its running statistics. */
  @Test
  void aBodyThatDoesNotLearnIsFrozen() {
    LearnerOptions options =
        ParameterGroups.options(RECIPE.with("optimization.body_factor", 0), GRAPH, 100);
    assertThat(group(options, "conv1/7x7_s2.bn.scale").frozen()).isTrue();
    assertThat(group(options, "loss1/conv.weight").frozen()).isFalse();
    assertThat(group(options, "loss3/classifier.weight").frozen()).isFalse();
  }

  @Test
  void whatIsBeforeTheStageIsFrozen() {
    LearnerOptions options =
        ParameterGroups.options(RECIPE.with("freeze_until", "inception_4b"), GRAPH, 100);
    assertThat(group(options, "conv1/7x7_s2.weight").frozen()).isTrue();
    assertThat(group(options, "inception_4a/pool_proj.weight").frozen()).isTrue();
    assertThat(group(options, "inception_4b/1x1.weight").frozen()).isFalse();
    // An auxiliary head stands beside the stages: after 4a in the list, but never frozen.
    assertThat(group(options, "loss1/conv.weight").frozen()).isFalse();
    assertThat(ParameterGroups.options(RECIPE, GRAPH, 100).groups().values())
        .noneMatch(Group::frozen);
    assertThatThrownBy(
            () -> ParameterGroups.options(RECIPE.with("freeze_until", "inception_6a"), GRAPH, 100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("recipe freeze_until: expected one of data, conv1, pool1, conv2, ")
        .hasMessageEndingWith(", found inception_6a.");
  }

  @Test
  void headsHaveTheirWeights() {
    Recipe recipe = RECIPE.with("heads.auxiliary_weight", .4);
    assertThat(ParameterGroups.options(recipe, GRAPH, 100).headWeights())
        .containsOnly(entry(Head.MAIN, 1.0), entry(Head.AUX1, .4), entry(Head.AUX2, .4));
    Graph main = GoogLeNet.graph(Variant.BATCH_NORM, 5, 64, false);
    assertThat(ParameterGroups.options(recipe, main, 100).headWeights())
        .containsOnly(entry(Head.MAIN, 1.0));
  }

  @Test
  void rulesAveragesAndTheMachineAreThoseOfTheRecipe() {
    LearnerOptions options = ParameterGroups.options(RECIPE, GRAPH, 101);
    assertThat(options.optimizer()).isEqualTo(new Optimizer.Sgd(.9, true));
    assertThat(options.average()).isEqualTo(new Average.Exponential(.99));
    assertThat(options.device()).isEqualTo(Device.AUTO);
    Recipe other =
        RECIPE
            .with("optimization.rule", "adamw")
            .with("optimization.momentum", .8)
            .with("optimization.clip_norm", 3)
            .with("optimization.average", "polyak")
            .with("machine.device", "cpu")
            .with("machine.precision", "fp32")
            .with("machine.threads", 3);
    options = ParameterGroups.options(other, GRAPH, 101);
    assertThat(options.optimizer()).isEqualTo(new Optimizer.AdamW(.8, .999, 1e-8));
    assertThat(options.average()).isEqualTo(new Average.Polyak(51)); // the second half
    assertThat(options.clipNorm()).isEqualTo(3);
    assertThat(options.device()).isEqualTo(Device.CPU);
    assertThat(options.precision()).isEqualTo(Precision.FP32);
    assertThat(options.threads()).isEqualTo(3);
    assertThat(ParameterGroups.options(RECIPE.with("optimization.average", "none"), GRAPH, 9))
        .extracting(LearnerOptions::average)
        .isEqualTo(new Average.None());
  }
}
