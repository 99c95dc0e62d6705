package io.github.googlenet4j.train;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.github.googlenet4j.text.PrintableText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Recipes that work, by name. Each is a YAML resource, read as a user's recipe is.
 *
 * <p>{@link Preset}, {@link Recipe} and {@link RecipeFile} refer to each other: a recipe names the
 * preset that it began as, and a preset is read from a recipe's file.
 */
public enum Preset {
  /**
   * From scratch, with batch normalisation and both auxiliary heads: the default without a model.
   */
  SCRATCH,
  /** From scratch as the paper did it, its schedule and its augmentation. */
  PAPER,
  /**
   * All weights of a model, the heads' new ones faster: the default with a model and at least
   * {@value #FEW} training pictures.
   */
  FINE_TUNE,
  /**
   * Only a new classifier, on the features of a model that does not change: a minute or two. The
   * default with a model and fewer pictures, because it then learns more.
   */
  FEATURES;

  /** Training pictures from which on fine-tuning learns more than a new classifier. */
  public static final int FEW = 1000;

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
                            PrintableText.of(PrintableText.shortened(name)))));
  }

  /** Whether it starts from a model. */
  public boolean needsModel() {
    return this == FINE_TUNE || this == FEATURES;
  }

  /** Its recipe for pictures of 224 pixels. */
  public Recipe recipe() {
    try {
      return this == FEATURES
          ? RecipeFile.with(FINE_TUNE.recipe(), RecipeFile.parse(yaml()))
          : RecipeFile.whole(yaml());
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(resource(), e);
    }
  }

  /** Its recipe as YAML, with a comment on every key that has an effect. */
  public String yaml() {
    try (InputStream bytes = Preset.class.getResourceAsStream(resource())) {
      return new String(
          Objects.requireNonNull(bytes, this::resource).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // of this library's own jar
    }
  }

  private String resource() {
    return this + ".yaml";
  }

  /** In lower case with hyphens, as the command line and YAML write it. */
  @JsonValue
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
