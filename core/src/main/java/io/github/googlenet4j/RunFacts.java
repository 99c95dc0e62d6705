package io.github.googlenet4j;

import io.github.googlenet4j.data.Split;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.image.Filter;
import io.github.googlenet4j.image.Preparation;
import io.github.googlenet4j.image.Preparation.Fit;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.train.Preset;
import io.github.googlenet4j.train.Recipe;
import io.github.googlenet4j.train.RecipeFile;
import io.github.googlenet4j.train.StartingPoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a run needs beside its checkpoint's numbers to go on, as the strings that the checkpoint
 * carries. Weights are not among them: the checkpoint has newer ones.
 */
record RunFacts(
    List<Path> data,
    Split split,
    Recipe recipe,
    Variant variant,
    Preparation preparation,
    Map<String, String> strings) {

  static final String FINGERPRINT = "data_fingerprint";
  static final String SOURCE = "source";

  static RunFacts of(
      List<Path> data,
      Split split,
      Recipe recipe,
      StartingPoint start,
      String fingerprint,
      String source) {
    Preparation preparation = start.preparation();
    Map<String, String> strings = new LinkedHashMap<>();
    strings.put(
        "data",
        data.stream()
            .map(path -> path.toAbsolutePath().normalize().toString())
            .collect(Collectors.joining("\n")));
    strings.put("split.validation", Double.toString(split.validation()));
    strings.put("split.test", Double.toString(split.test()));
    strings.put("split.seed", Long.toString(split.seed()));
    strings.put("recipe", RecipeFile.write(recipe));
    strings.put("variant", start.variant().name());
    strings.put("preparation.fit", preparation.fit().name());
    strings.put("preparation.resize", Integer.toString(preparation.resize()));
    strings.put("preparation.crop", Integer.toString(preparation.crop()));
    strings.put("preparation.filter", preparation.filter().name());
    strings.put(FINGERPRINT, fingerprint);
    strings.put(SOURCE, source);
    return new RunFacts(data, split, recipe, start.variant(), preparation, strings);
  }

  /**
   * @throws IOException if a string is missing or senseless
   */
  static RunFacts read(Path checkpoint, Map<String, String> strings) throws IOException {
    try {
      Preparation preparation =
          new Preparation(
              Fit.valueOf(get(strings, "preparation.fit")),
              Integer.parseInt(get(strings, "preparation.resize")),
              Integer.parseInt(get(strings, "preparation.crop")),
              Filter.valueOf(get(strings, "preparation.filter")));
      // Every preset has every key, so that any of them is ground for a recipe that has them all.
      Recipe recipe =
          RecipeFile.with(Preset.SCRATCH.recipe(), RecipeFile.parse(get(strings, "recipe")));
      return new RunFacts(
          get(strings, "data").lines().map(Path::of).toList(),
          new Split(
              Double.parseDouble(get(strings, "split.validation")),
              Double.parseDouble(get(strings, "split.test")),
              Long.parseLong(get(strings, "split.seed"))),
          recipe,
          Variant.named(get(strings, "variant")),
          preparation,
          strings);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "%s: expected what this version writes, found otherwise (%s). Begin a new run."
              .formatted(checkpoint, e.getMessage()),
          e);
    }
  }

  private static String get(Map<String, String> strings, String key) {
    String value = strings.get(key);
    if (value == null) {
      throw new IllegalArgumentException(key + " is missing");
    }
    return value;
  }

  /** A start of the right shapes; the checkpoint's weights replace these. */
  StartingPoint start(List<String> classes) {
    Graph graph =
        GoogLeNet.graph(variant, classes.size(), recipe.side(), recipe.heads().auxiliary());
    return new StartingPoint(variant, classes, preparation, StartingPoint.blank(graph), List.of());
  }

  /** Where a model's weights come from, in a few words. */
  static String source(Model model) {
    String before = model.history().getOrDefault(SOURCE, "a model without history");
    return "%s of %d classes, trained further (%s)"
        .formatted(model.variant().name(), model.classes().size(), before);
  }
}
