package io.github.googlenet4j.trainer;

import io.github.googlenet4j.data.Dataset;
import io.github.googlenet4j.data.SourceOptions;
import io.github.googlenet4j.data.Split;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Operation.Normalization;
import io.github.googlenet4j.image.Filter;
import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.Preparation;
import io.github.googlenet4j.image.Preparation.Fit;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.train.Preset;
import io.github.googlenet4j.train.Recipe;
import io.github.googlenet4j.train.RecipeFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run must remember to go on, besides the numbers of its checkpoint: which data, which
 * recipe, which network. Each checkpoint carries it as text; this is the only place where its keys
 * are written and read. Weights do not belong to it: the checkpoint has newer ones. Immutable.
 *
 * @param data folders or CSV files of labelled pictures, as absolute paths
 * @param reading how they are read where they could mean several things
 * @param split how they are divided where they have no parts
 * @param fingerprint of the data ({@link io.github.googlenet4j.loading.Fingerprint})
 * @param recipe how the network is trained
 * @param firstEpochs how many epochs it had when the run began; a resumed run may have others
 * @param variant of the network
 * @param preparation how the trained model sees pictures
 * @param source where the first weights come from, in a few words
 * @param notes on the data and the start, one line each
 * @param labels of classes that the data names by a model's ids, by these ids; empty where the
 *     data's names are the labels
 */
public record RunManifest(
    List<Path> data,
    SourceOptions reading,
    Split split,
    String fingerprint,
    Recipe recipe,
    int firstEpochs,
    Variant variant,
    Preparation preparation,
    String source,
    List<String> notes,
    Map<String, String> labels) {

  private static final String PREFIX = "run.";
  private static final String DATA = PREFIX + "data";
  private static final String CLASS_DEPTH = PREFIX + "data.class_depth";
  private static final String ROOT = PREFIX + "data.root";
  private static final String PATH_COLUMN = PREFIX + "data.path_column";
  private static final String LABEL_COLUMN = PREFIX + "data.label_column";
  private static final String SPLIT_COLUMN = PREFIX + "data.split_column";
  private static final String CORRECTIONS = PREFIX + "data.corrections";
  private static final String MAX_BYTES = PREFIX + "data.max_bytes";
  private static final String MAX_PIXELS = PREFIX + "data.max_pixels";
  private static final String MAX_WORK = PREFIX + "data.max_work";
  private static final String MAX_TIME = PREFIX + "data.max_time";
  private static final String VALIDATION = PREFIX + "split.validation";
  private static final String TEST = PREFIX + "split.test";
  private static final String SPLIT_SEED = PREFIX + "split.seed";
  private static final String FINGERPRINT = PREFIX + "data_fingerprint";
  private static final String RECIPE = PREFIX + "recipe";
  private static final String FIRST_EPOCHS =
      PREFIX + "first_epochs"; // absent in checkpoints of 2026-11-26
  private static final String VARIANT = PREFIX + "variant";
  private static final String FIT = PREFIX + "preparation.fit";
  private static final String RESIZE = PREFIX + "preparation.resize";
  private static final String CROP = PREFIX + "preparation.crop";
  private static final String FILTER = PREFIX + "preparation.filter";
  private static final String MEAN = PREFIX + "input.mean"; // these three where not the variant's
  private static final String DEVIATION = PREFIX + "input.deviation";
  private static final String BGR = PREFIX + "input.bgr";
  private static final String SOURCE = PREFIX + "source";
  private static final String LABELS = PREFIX + "data.labels";
  private static final String NOTES = PREFIX + "notes"; // absent in checkpoints of 2026-11-26

  /**
   * @throws IllegalArgumentException if the name of a source has a line break
   */
  public RunManifest {
    List<Path> absolute = new ArrayList<>();
    for (Path path : data) {
      Path whole = path.toAbsolutePath().normalize();
      if (whole.toString().lines().count() > 1) {
        throw new IllegalArgumentException(
            "%s: expected a path without line breaks, found one. Rename the folder."
                .formatted(whole.toString().replaceAll("\\R", "?")));
      }
      absolute.add(whole);
    }
    data = List.copyOf(absolute);
    reading =
        reading
            .root()
            .map(root -> root.toAbsolutePath().normalize())
            .map(reading::withRoot)
            .orElse(reading);
    reading =
        reading
            .corrections()
            .map(file -> file.toAbsolutePath().normalize())
            .map(reading::withCorrections)
            .orElse(reading);
    notes = List.copyOf(notes);
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  /** The same, with the layout of the data found out. */
  public static RunManifest of(
      List<Path> data,
      Split split,
      String fingerprint,
      Recipe recipe,
      StartingPoint start,
      List<String> notes) {
    return of(data, SourceOptions.DEFAULT, split, fingerprint, recipe, start, notes);
  }

  /** The manifest of a run that begins with {@code start}. */
  public static RunManifest of(
      List<Path> data,
      SourceOptions reading,
      Split split,
      String fingerprint,
      Recipe recipe,
      StartingPoint start,
      List<String> notes) {
    return new RunManifest(
        data,
        reading,
        split,
        fingerprint,
        recipe,
        recipe.epochs(),
        start.variant(),
        start.preparation(),
        start.source(),
        notes,
        Map.of());
  }

  /** With labels for the ids by which the data names classes. */
  public RunManifest withLabels(Map<String, String> value) {
    return new RunManifest(
        data,
        reading,
        split,
        fingerprint,
        recipe,
        firstEpochs,
        variant,
        preparation,
        source,
        notes,
        value);
  }

  /** The data with the labels of its classes, if it names them by ids. */
  public Dataset named(Dataset read) {
    return labels.isEmpty() ? read : read.withLabels(labels);
  }

  /** The same run with its pictures in another place. */
  public RunManifest withData(List<Path> places) {
    return new RunManifest(
        places,
        reading,
        split,
        fingerprint,
        recipe,
        firstEpochs,
        variant,
        preparation,
        source,
        notes,
        labels);
  }

  /** The same run with another number of epochs, from where it is. */
  public RunManifest withEpochs(int epochs) {
    return new RunManifest(
        data,
        reading,
        split,
        fingerprint,
        recipe.withEpochs(epochs),
        firstEpochs,
        variant,
        preparation,
        source,
        notes,
        labels);
  }

  /** As a checkpoint carries it. */
  Map<String, String> toText() {
    Map<String, String> text = new LinkedHashMap<>();
    text.put(DATA, String.join("\n", data.stream().map(Path::toString).toList()));
    if (reading.classDepth() > 0) { // what is found out is not written
      text.put(CLASS_DEPTH, Integer.toString(reading.classDepth()));
    }
    reading.root().ifPresent(root -> text.put(ROOT, root.toString()));
    reading.pathColumn().ifPresent(name -> text.put(PATH_COLUMN, name));
    reading.labelColumn().ifPresent(name -> text.put(LABEL_COLUMN, name));
    reading.splitColumn().ifPresent(name -> text.put(SPLIT_COLUMN, name));
    reading.corrections().ifPresent(file -> text.put(CORRECTIONS, file.toString()));
    if (!reading.limits().equals(PictureLimits.DEFAULT)) {
      PictureLimits limits = reading.limits();
      text.put(MAX_BYTES, Long.toString(limits.bytes()));
      text.put(MAX_PIXELS, Long.toString(limits.pixels()));
      text.put(MAX_WORK, Long.toString(limits.work()));
      text.put(MAX_TIME, limits.time().toString());
    }
    text.put(VALIDATION, Double.toString(split.validation()));
    text.put(TEST, Double.toString(split.test()));
    text.put(SPLIT_SEED, Long.toString(split.seed()));
    text.put(RECIPE, RecipeFile.write(recipe));
    text.put(FIRST_EPOCHS, Integer.toString(firstEpochs));
    text.put(VARIANT, variant.name());
    if (!Variant.ALL.contains(variant)) {
      text.put(MEAN, numbers(variant.normalization().mean()));
      text.put(DEVIATION, numbers(variant.normalization().deviation()));
      text.put(BGR, Boolean.toString(variant.normalization().bgr()));
    }
    text.put(FIT, preparation.fit().name());
    text.put(RESIZE, Integer.toString(preparation.resize()));
    text.put(CROP, Integer.toString(preparation.crop()));
    text.put(FILTER, preparation.filter().name());
    text.put(FINGERPRINT, fingerprint);
    text.put(SOURCE, source);
    text.put(NOTES, String.join("\n", notes));
    if (!labels.isEmpty()) {
      List<String> lines = new ArrayList<>();
      labels.forEach((id, label) -> lines.add(id + "\t" + label));
      text.put(LABELS, String.join("\n", lines));
    }
    return text;
  }

  private static String numbers(List<Float> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining(" "));
  }

  private static List<Float> numbers(String text) {
    return Stream.of(text.split(" ", -1)).map(Float::valueOf).toList();
  }

  private static Variant variant(Map<String, String> text) {
    Variant variant = Variant.named(get(text, VARIANT));
    return text.containsKey(MEAN)
        ? variant.withNormalization(
            new Normalization(
                numbers(get(text, MEAN)),
                numbers(get(text, DEVIATION)),
                Boolean.parseBoolean(get(text, BGR))))
        : variant;
  }

  private static PictureLimits limits(Map<String, String> text) {
    return text.containsKey(MAX_BYTES)
        ? new PictureLimits(
            Long.parseLong(get(text, MAX_BYTES)),
            Long.parseLong(get(text, MAX_PIXELS)),
            Long.parseLong(get(text, MAX_WORK)),
            Duration.parse(get(text, MAX_TIME)))
        : PictureLimits.DEFAULT;
  }

  /**
   * From a checkpoint's text; keys of others are ignored.
   *
   * @throws IllegalArgumentException if a key is missing or its value makes no sense
   */
  static RunManifest of(Map<String, String> text) {
    // Every preset has every key, so that any of them can be the base of a whole recipe. Those of
    // 2026-11-26 lack "calibrate".
    Recipe base = Preset.SCRATCH.recipe().with("calibrate", false);
    Recipe recipe = RecipeFile.with(base, RecipeFile.parse(get(text, RECIPE)));
    return new RunManifest(
        get(text, DATA).lines().map(Path::of).toList(),
        new SourceOptions(
            Integer.parseInt(text.getOrDefault(CLASS_DEPTH, "0")),
            Optional.ofNullable(text.get(ROOT)).map(Path::of),
            Optional.ofNullable(text.get(PATH_COLUMN)),
            Optional.ofNullable(text.get(LABEL_COLUMN)),
            Optional.ofNullable(text.get(SPLIT_COLUMN)),
            Optional.ofNullable(text.get(CORRECTIONS)).map(Path::of),
            limits(text)),
        new Split(
            Double.parseDouble(get(text, VALIDATION)),
            Double.parseDouble(get(text, TEST)),
            Long.parseLong(get(text, SPLIT_SEED))),
        get(text, FINGERPRINT),
        recipe,
        Integer.parseInt(text.getOrDefault(FIRST_EPOCHS, Integer.toString(recipe.epochs()))),
        variant(text),
        new Preparation(
            Fit.valueOf(get(text, FIT)),
            Integer.parseInt(get(text, RESIZE)),
            Integer.parseInt(get(text, CROP)),
            Filter.valueOf(get(text, FILTER))),
        get(text, SOURCE),
        text.getOrDefault(NOTES, "").lines().toList(),
        text.getOrDefault(LABELS, "")
            .lines()
            .map(line -> line.split("\t", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1])));
  }

  private static String get(Map<String, String> text, String key) {
    String value = text.get(key);
    if (value == null) {
      throw new IllegalArgumentException(key + " is missing");
    }
    return value;
  }

  /**
   * The same run, started again for these classes; the checkpoint's weights replace the start's.
   *
   * @param classes of the data, in order
   */
  public StartingPoint start(List<String> classes) {
    Graph graph =
        GoogLeNet.graph(variant, classes.size(), recipe.side(), recipe.heads().auxiliary());
    return new StartingPoint(
        variant, classes, preparation, StartingPoint.blank(graph), source, List.of());
  }

  /** What a trained model tells of its training. */
  public Map<String, String> history() {
    Map<String, String> history = new TreeMap<>();
    history.put("recipe", RecipeFile.write(recipe));
    history.put("source", source);
    history.put("data_fingerprint", fingerprint);
    if (!labels.isEmpty()) {
      history.put(Model.CLASS_IDS, String.join(" ", labels.keySet()));
    }
    return history;
  }
}
