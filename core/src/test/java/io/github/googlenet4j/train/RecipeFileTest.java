package io.github.googlenet4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.file.SmallModels;
import io.github.googlenet4j.model.Variant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RecipeFileTest {
  @ParameterizedTest
  @EnumSource(Preset.class)
  void everyPresetSurvivesYaml(Preset preset) {
    Recipe recipe = preset.recipe();
    Recipe other =
        switch (preset) {
          case PAPER -> Preset.SCRATCH.recipe();
          case FEATURES -> Preset.FINE_TUNE.recipe(); // its other keys have no effect
          default -> Preset.PAPER.recipe();
        };
    assertThat(RecipeFile.with(other, RecipeFile.parse(RecipeFile.write(recipe))))
        .isEqualTo(recipe);
  }

  @Test
  void yamlIsPleasantToRead() {
    assertThat(RecipeFile.write(Preset.FINE_TUNE.recipe()))
        .contains("preset: fine-tune\n", "  rule: sgd\n", "  cache: 4g\n", "  device: auto\n");
  }

  @Test
  void laterPlacesOverrideEarlierOnes(@TempDir Path place) throws IOException {
    Path file = place.resolve("recipe.yaml");
    Files.writeString(file, "preset: paper\nepochs: 7\noptimization:\n  rate: 0.3\n");
    RecipeChanges options = RecipeFile.parse("epochs: 9");
    RecipeFile.set(options, "augmentation.mixup", "0.2");
    Recipe recipe = RecipeFile.compose(Optional.empty(), RecipeFile.read(file), options);
    assertThat(recipe.preset()).isEqualTo(Preset.PAPER);
    assertThat(recipe.epochs()).isEqualTo(9);
    assertThat(recipe.optimization().rate()).isEqualTo(.3);
    assertThat(recipe.augmentation().mixup()).isEqualTo(.2);
    assertThat(recipe.optimization().schedule()).isEqualTo("paper");
  }

  /** 70 epochs of warm-up are too many for the preset's 60, and right for the option's 100. */
  @Test
  void onlyWhatComesOfAllPlacesHasToBeARecipe() {
    RecipeChanges file = RecipeFile.parse("optimization: {warm_up_epochs: 70}");
    RecipeChanges options = RecipeFile.parse("epochs: 100");
    assertThat(RecipeFile.compose(Optional.empty(), file, options).epochs()).isEqualTo(100);
  }

  /** The library's own messages go to logs and pages, too. */
  @Test
  void whatIsWrongIsShownInPrintableCharacters() {
    for (String yaml :
        List.of(
            "preset: \"a\\tb\"",
            "optimization: {schedule: \"a\\nb\"}",
            "data: {cache: \"a\\tb\"}",
            "freeze_until: \"a\\tb\"")) {
      try {
        Recipe recipe = RecipeFile.compose(Optional.empty(), RecipeFile.parse(yaml));
        assertThat(recipe.freezeUntil()).isEqualTo("a\tb"); // compared with the network later
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("found a?b");
      }
    }
  }

  @Test
  void keysWithoutAnEffectAreRefused() {
    Optional<Model> start = Optional.of(SmallModels.model(Variant.PAPER, false));
    for (String changes :
        List.of("epochs: 3", "machine: {device: cuda}", "augmentation: {mixup: 0.1}")) {
      String key = changes.replace(": {", ".").replaceAll(":.*", "");
      assertThatThrownBy(
              () ->
                  RecipeFile.compose(
                      start, RecipeFile.parse("preset: features"), RecipeFile.parse(changes)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "recipe %s: expected a key that has an effect with the preset features, found another. Remove it, or choose the preset fine-tune.",
              key);
    }
    Recipe recipe =
        RecipeFile.compose(
            start, RecipeFile.parse("{preset: features, side: 288, machine: {threads: 1}}"));
    assertThat(recipe.side()).isEqualTo(288);
    assertThat(RecipeFile.write(recipe)).contains("side: 288\n").doesNotContain("epochs", "mixup");
  }

  @Test
  void thePresetFollowsFromTheNumberOfPictures() {
    Optional<Model> start = Optional.of(SmallModels.model(Variant.PAPER, false));
    RecipeChanges none = RecipeFile.parse("");
    assertThat(RecipeFile.compose(start, 999, none).preset()).isEqualTo(Preset.FEATURES);
    assertThat(RecipeFile.compose(start, 1000, none).preset()).isEqualTo(Preset.FINE_TUNE);
    assertThat(RecipeFile.compose(start, 9, RecipeFile.parse("epochs: 3")).preset())
        .isEqualTo(Preset.FINE_TUNE);
    assertThat(RecipeFile.compose(start, 9, RecipeFile.parse("side: 256")).preset())
        .isEqualTo(Preset.FEATURES);
    assertThat(RecipeFile.compose(Optional.empty(), 9, none).preset()).isEqualTo(Preset.SCRATCH);
  }

  @Test
  void adamHasARateOfItsOwnUnlessOneIsGiven() {
    RecipeChanges adam = RecipeFile.parse("optimization: {rule: adamw}");
    assertThat(RecipeFile.compose(Optional.empty(), adam).optimization().rate()).isEqualTo(.001);
    RecipeChanges rate = RecipeFile.parse("optimization: {rate: 0.003}");
    assertThat(RecipeFile.compose(Optional.empty(), rate, adam).optimization().rate())
        .isEqualTo(.003);
  }

  @Test
  void anotherSideMovesTheSidesInTraining() {
    Recipe recipe = Preset.SCRATCH.recipe();
    assertThat(recipe.atSide(64).trainingSides()).containsExactly(32, 48);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "epoch: 3|recipe epoch: expected a key of a recipe, found none of that name. Did you mean epochs?",
        "optimization: {momentun: 0.8}|recipe optimization.momentun: expected a key of a recipe, found none of that name. Did you mean optimization.momentum?",
        "epochs: 0|recipe epochs: expected 1 to 1000000, found 0.",
        "epochs: many|recipe epochs: expected a value like 60, found \"many\".",
        "epochs: 2.5|recipe epochs: expected a value like 60, found 2.5.",
        "optimization: 3|recipe optimization: expected a group of keys (rule, rate, body_factor, bias_factor, schedule, warm_up_epochs, momentum, nesterov, weight_decay, decay_all, clip_norm, accumulate, average, average_decay), found 3.",
        "data: {balanced: true, class_weights: true}|recipe data.class_weights: expected false where data.balanced is true, found true. Each corrects for rare classes; together they would do so twice. Choose one.",
        "data: {cache: lots}|recipe data.cache: expected a size such as 4g or 500m, found lots.",
        "{epochs: 3, optimization: {warm_up_epochs: 3}}|recipe optimization.warm_up_epochs: expected less than epochs, which is 3, found 3. Shorten the warm-up, or train for more epochs.",
        "preset: quick|preset: expected one of scratch, paper, fine-tune, features, found quick.",
        "machine: {precision: int8}|recipe machine.precision: expected auto, fp32 or bf16, found int8.",
      })
  void whatIsWrongIsNamed(String yaml, String message) {
    assertThatThrownBy(() -> RecipeFile.with(Preset.SCRATCH.recipe(), RecipeFile.parse(yaml)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void filesThatAreNoneAreRefused(@TempDir Path place) throws IOException {
    Path missing = place.resolve("none.yaml");
    assertThatThrownBy(() -> RecipeFile.read(missing))
        .hasMessage(missing + ": expected a recipe, found no such file. Check the path.");
    Path list = Files.writeString(place.resolve("list.yaml"), "- 1\n- 2\n");
    assertThatThrownBy(() -> RecipeFile.read(list))
        .hasMessageStartingWith(list + ": expected lines of 'key: value', found other YAML.");
    Path broken = Files.writeString(place.resolve("broken.yaml"), "epochs: 3\nbatch: [1, 2\n");
    assertThatThrownBy(() -> RecipeFile.read(broken))
        .hasMessageStartingWith(broken + ": expected YAML, found an error in line ")
        .hasMessageNotContaining("\n");
  }

  @Test
  @Timeout(30)
  void hostileFilesAreRefusedInOneLine(@TempDir Path place) throws IOException {
    Path zero = Path.of("/dev/zero");
    if (Files.exists(zero)) {
      assertThatThrownBy(() -> RecipeFile.read(zero))
          .hasMessage(
              zero + ": expected a recipe, found a device or pipe. Copy it to a file first.");
    }
    Map<String, String> cases =
        Map.of(
            "x: " + "[".repeat(20_000),
            "expected YAML, found an error: Document nesting depth (101) exceeds the maximum"
                + " allowed (100",
            "x: " + "{a: ".repeat(101) + "1" + "}".repeat(101),
            "expected YAML, found an error",
            "epochs: 3\nepochs: 4\n",
            "expected YAML, found an error in line 2: Duplicate field",
            "optimization: {rate: 1, rate: 2}",
            "Duplicate field 'rate'",
            "epochs: [1, 2",
            "expected YAML, found an error in line ");
    for (Map.Entry<String, String> entry : cases.entrySet()) {
      Path file = Files.writeString(place.resolve("recipe.yaml"), entry.getKey());
      assertThatThrownBy(() -> RecipeFile.read(file))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(file + ": ")
          .hasMessageContaining(entry.getValue())
          .message()
          .hasSizeLessThan(2_001);
    }
    Path large = place.resolve("large.yaml");
    Files.writeString(large, "# " + "x".repeat(16 << 20));
    assertThatThrownBy(() -> RecipeFile.read(large))
        .hasMessage(
            large + ": expected a recipe of at most 16 MB, found a larger file. Check the path.");
    String key = "a\u001b[2J" + "y".repeat(1 << 20);
    for (String yaml :
        List.of("\"" + key.replace("\u001b", "\\e") + "\": 1", "optimization: " + key)) {
      assertThatThrownBy(() -> RecipeFile.with(Preset.SCRATCH.recipe(), RecipeFile.parse(yaml)))
          .isInstanceOf(IllegalArgumentException.class)
          .message()
          .hasSizeLessThan(2_001)
          .doesNotContain("\u001b");
    }
  }

  @Test
  void typedChangesEqualTheKeysThatTheyStandFor() {
    Recipe recipe = Preset.FINE_TUNE.recipe();
    Recipe changed =
        recipe
            .withEpochs(7)
            .withBatch(12)
            .withSeed(-3)
            .withPatience(2)
            .withFreezeUntil("inception_4a")
            .withRate(.25)
            .withMachine(new Recipe.Machine(Device.CPU, Precision.BF16, 2));
    assertThat(changed)
        .isEqualTo(
            RecipeFile.with(
                recipe,
                RecipeFile.parse(
                    """
                    epochs: 7
                    batch: 12
                    seed: -3
                    patience: 2
                    freeze_until: inception_4a
                    optimization: {rate: 0.25}
                    machine: {device: cpu, precision: bf16, threads: 2}
                    """)));
  }
}
