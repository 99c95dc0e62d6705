package io.github.googlenet4j.train;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.github.googlenet4j.data.Augmentation;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.image.Preparation.Fit;
import io.github.googlenet4j.train.LearnerOptions.Device;
import io.github.googlenet4j.train.Recipe.Averaging;
import io.github.googlenet4j.train.Recipe.Data;
import io.github.googlenet4j.train.Recipe.Heads;
import io.github.googlenet4j.train.Recipe.Machine;
import io.github.googlenet4j.train.Recipe.Optimization;
import io.github.googlenet4j.train.Recipe.Rule;
import io.github.googlenet4j.train.Recipe.View;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Recipes that work, by name. */
public enum Preset {
  /**
   * From scratch, with batch normalisation and both auxiliary heads: the default without a model.
   */
  SCRATCH,
  /** From scratch as the paper did it, its schedule and its augmentation. */
  PAPER,
  /** All weights of a model, the heads' new ones faster: the default with a model. */
  FINE_TUNE,
  /** Only a new classifier, on the features of a model that stays as it is: seconds. */
  FEATURES;

  private static final String CACHE = "4g";
  private static final Machine MACHINE = new Machine(Device.AUTO, Precision.AUTO, 0);

  /**
   * The preset of that name.
   *
   * @throws IllegalArgumentException if there is none; the message lists the names
   */
  @JsonCreator
  public static Preset named(String name) {
    return Arrays.stream(values())
        .filter(preset -> preset.toString().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "preset: expected one of %s, found %s."
                        .formatted(
                            Arrays.stream(values())
                                .map(Preset::toString)
                                .collect(Collectors.joining(", ")),
                            name)));
  }

  /** Whether it starts from a model. */
  public boolean needsModel() {
    return this == FINE_TUNE || this == FEATURES;
  }

  /** Its recipe for pictures of 224 pixels. */
  public Recipe recipe() {
    return switch (this) {
      case SCRATCH ->
          new Recipe(
              this,
              "batch_norm",
              224,
              List.of(128, 160, 192),
              new View(Fit.SHORT_SIDE, .875),
              60,
              32,
              1,
              "",
              0,
              new Optimization(
                  Rule.SGD,
                  .05,
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
              new Data(false, false, .1, CACHE),
              Augmentation.PAPER.withArea(.25, 1),
              MACHINE);
      case PAPER ->
          new Recipe(
              this,
              "paper",
              224,
              List.of(224),
              new View(Fit.SQUASH, .875),
              250,
              32,
              1,
              "",
              0,
              new Optimization(
                  Rule.SGD, .01, 1, "paper", 0, .9, false, 2e-4, false, 0, 1, Averaging.POLYAK, 0),
              new Heads(true, .3, .4, .7),
              new Data(false, false, 0, CACHE),
              Augmentation.PAPER,
              MACHINE);
      case FINE_TUNE ->
          new Recipe(
              this,
              "paper",
              224,
              List.of(192, 224),
              new View(Fit.SHORT_SIDE, 1),
              7,
              32,
              1,
              "inception_3a",
              0,
              new Optimization(
                  Rule.SGD,
                  .02,
                  .1,
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
              new Data(false, false, .1, CACHE),
              Augmentation.MILD,
              MACHINE);
      case FEATURES -> FINE_TUNE.recipe().named(this);
    };
  }

  /** In lower case with hyphens, as the command line and YAML write it. */
  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
