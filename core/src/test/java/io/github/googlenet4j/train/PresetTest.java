package io.github.googlenet4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.data.Augmentation;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.image.Filter;
import io.github.googlenet4j.image.Preparation.Fit;
import io.github.googlenet4j.train.Recipe.Averaging;
import io.github.googlenet4j.train.Recipe.Data;
import io.github.googlenet4j.train.Recipe.Heads;
import io.github.googlenet4j.train.Recipe.Machine;
import io.github.googlenet4j.train.Recipe.Optimization;
import io.github.googlenet4j.train.Recipe.Rule;
import io.github.googlenet4j.train.Recipe.View;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The resources hold what the code of commit d0e9d95 did. */
class PresetTest {
  private static final Machine MACHINE = new Machine(Device.AUTO, Precision.AUTO, 0);

  @Test
  void scratch() {
    assertThat(Preset.SCRATCH.recipe())
        .isEqualTo(
            new Recipe(
                Preset.SCRATCH,
                "batch_norm",
                224,
                List.of(128, 160, 192),
                new View(Fit.SHORT_SIDE, .875),
                60,
                32,
                1,
                "",
                0,
                true,
                new Optimization(
                    Rule.SGD,
                    .05,
                    1,
                    1,
                    "one_cycle",
                    0,
                    .9,
                    true,
                    1e-4,
                    false,
                    0,
                    1,
                    Averaging.EXPONENTIAL,
                    .99),
                new Heads(true, .3, .2, .5),
                new Data(false, false, .1, "4g"),
                Augmentation.PAPER
                    .withArea(.25, 1)
                    .withFilters(
                        List.of(Filter.BOX, Filter.BILINEAR, Filter.BICUBIC, Filter.LANCZOS)),
                MACHINE));
  }

  @Test
  void paper() {
    assertThat(Preset.PAPER.recipe())
        .isEqualTo(
            new Recipe(
                Preset.PAPER,
                "paper",
                224,
                List.of(224),
                new View(Fit.SQUASH, .875),
                250,
                32,
                1,
                "",
                0,
                true,
                new Optimization(
                    Rule.SGD,
                    .01,
                    1,
                    2,
                    "paper",
                    0,
                    .9,
                    false,
                    2e-4,
                    false,
                    0,
                    1,
                    Averaging.POLYAK,
                    0),
                new Heads(true, .3, .4, .7),
                new Data(false, false, 0, "4g"),
                Augmentation.PAPER,
                MACHINE));
  }

  private static Recipe fineTune(Preset name) {
    return new Recipe(
        name,
        "paper",
        224,
        List.of(192, 224),
        new View(Fit.SHORT_SIDE, 1),
        7,
        32,
        1,
        "inception_3a",
        0,
        true,
        new Optimization(
            Rule.SGD,
            .02,
            .1,
            1,
            "one_cycle",
            0,
            .9,
            true,
            2e-4,
            false,
            0,
            1,
            Averaging.EXPONENTIAL,
            .99),
        new Heads(true, .3, .4, .7),
        new Data(false, false, .1, "4g"),
        Augmentation.MILD,
        MACHINE);
  }

  @Test
  void fineTuneAndFeatures() {
    assertThat(Preset.FINE_TUNE.recipe()).isEqualTo(fineTune(Preset.FINE_TUNE));
    assertThat(Preset.FEATURES.recipe()).isEqualTo(fineTune(Preset.FEATURES));
  }

  /** Without its comments, a resource is what a recipe is written as. */
  @ParameterizedTest
  @EnumSource(Preset.class)
  void everyKeyIsThereInOrder(Preset preset) {
    String keys = keys(preset.yaml());
    assertThat(keys).isEqualTo(keys(RecipeFile.write(preset.recipe())));
    assertThat(preset.yaml()).startsWith("# ").contains("\npreset: " + preset + "\n");
  }

  private static String keys(String yaml) {
    return yaml.replaceAll("(?m)^\\s*#.*\\n", "")
        .replaceAll("(?m)^\\s*- .*\\n", "")
        .replaceAll("(?m):.*$", "");
  }

  @ParameterizedTest
  @EnumSource(value = Preset.class, mode = EnumSource.Mode.EXCLUDE, names = "FEATURES")
  void aCommentedRecipeIsTheRecipe(Preset preset) {
    assertThat(RecipeFile.writeCommented(preset.recipe())).hasLineCount(lines(preset.yaml()));
    Recipe recipe =
        preset
            .recipe()
            .with("epochs", 5)
            .with("training_sides", List.of(32, 64))
            .with("freeze_until", "it's: #1, {a}")
            .with("optimization.rate", 1e-5)
            .with("augmentation.filters", List.of("lanczos"))
            .with("machine.device", "cpu");
    String text = RecipeFile.writeCommented(recipe);
    assertThat(RecipeFile.whole(text)).isEqualTo(recipe);
    assertThat(text)
        .contains("# How often every training picture is seen.\nepochs: 5\n")
        .contains("filters: [lanczos]\n");
  }

  @Test
  void aCommentedRecipeHasOnlyTheKeysOfItsPreset() {
    Recipe recipe = Preset.FEATURES.recipe().with("side", 288);
    String text = RecipeFile.writeCommented(recipe);
    assertThat(text).hasLineCount(lines(Preset.FEATURES.yaml())).contains("\nside: 288\n");
    assertThat(RecipeFile.with(Preset.FEATURES.recipe(), RecipeFile.parse(text))).isEqualTo(recipe);
  }

  private static int lines(String text) {
    return (int) text.lines().count();
  }

  @Test
  void aRecipeIsChangedByKey() {
    Recipe recipe = Preset.SCRATCH.recipe();
    Recipe changed =
        recipe
            .with("epochs", 5)
            .with("optimization.rate", .25)
            .with("training_sides", List.of(32, 64))
            .with("machine.device", "cpu");
    assertThat(changed.epochs()).isEqualTo(5);
    assertThat(changed.optimization().rate()).isEqualTo(.25);
    assertThat(changed.trainingSides()).containsExactly(32, 64);
    assertThat(changed.machine().device()).isEqualTo(Device.CPU);
    assertThat(changed.heads()).isEqualTo(recipe.heads());
    assertThatThrownBy(() -> recipe.with("epoch", 5))
        .hasMessage(
            "recipe epoch: expected a key of a recipe, found none of that name. Did you mean"
                + " epochs?");
  }

  @Test
  void aWholeRecipeLacksNoKey() {
    String yaml = Preset.SCRATCH.yaml();
    assertThatThrownBy(() -> RecipeFile.whole(yaml.replace("\nseed: 1\n", "\n")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("seed");
    assertThatThrownBy(() -> RecipeFile.whole(yaml.replace("\nseed: 1\n", "\nseeds: 1\n")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("seed");
  }
}
