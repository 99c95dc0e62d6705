package io.github.googlenet4j.file;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Inference;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Quantization;
import io.github.googlenet4j.graph.Simplify;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.image.Preparation;
import io.github.googlenet4j.model.GoogLeNet;
import io.github.googlenet4j.model.Variant;
import io.github.googlenet4j.text.PrintableText;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A trained network with everything that is needed to use it: its variant, labels, preparation of
 * pictures and weights. Immutable; {@link ModelFile} reads and writes it.
 *
 * @param variant one of {@link Variant#ALL}, with the normalisation that the weights were trained
 *     with
 * @param classes labels in the order of the outputs; at least 2, and two may be the same, as in
 *     ImageNet
 * @param preparation from photograph to picture; its crop is the side that the network sees
 * @param auxiliary whether the two auxiliary heads belong to it: training needs them, answers do
 *     not
 * @param weights exactly those of the graph
 * @param history where the weights come from, for people and reports: words in lower case such as
 *     {@code source} (what was imported), {@code recipe} (what they were trained with), {@code
 *     data_fingerprint} (on what), {@code metrics} (what was reached) and {@code class_ids} (see
 *     {@link #classIds}); sorted
 * @param quantization how it is computed in int8, if it was made for that
 */
public record Model(
    Variant variant,
    List<String> classes,
    Preparation preparation,
    boolean auxiliary,
    Weights weights,
    Map<String, String> history,
    Optional<Quantization> quantization) {

  /** The key of {@link #history} under which {@link #classIds} are kept, separated by spaces. */
  public static final String CLASS_IDS = "class_ids";

  private static final Pattern HISTORY_KEY = Pattern.compile("[a-z][a-z0-9_]*");

  /**
   * @throws IllegalArgumentException if the parts do not fit each other; the message names every
   *     tensor that does not
   */
  public Model {
    classes = List.copyOf(classes);
    SortedMap<String, String> sorted = new TreeMap<>(history);
    history = Collections.unmodifiableMap(sorted);
    require(variant.isKnown(), "variant", "one with a name", variant.name());
    for (int i = 0; i < classes.size(); i++) {
      if (!isLabel(classes.get(i))) {
        throw new IllegalArgumentException(
            "class %d: expected a label in printable characters, found '%s'."
                .formatted(i, classes.get(i)));
      }
    }
    int side = preparation.crop();
    require(
        side <= GoogLeNet.LARGEST_SIDE,
        "preparation.crop",
        "at most " + GoogLeNet.LARGEST_SIDE,
        side);
    history.forEach(
        (key, value) -> {
          require(HISTORY_KEY.matcher(key).matches(), "history", "a word in lower case", key);
          require(isText(value, true), "history " + key, "printable text", "'" + value + "'");
        });
    int ids = ids(history).size();
    require(
        ids == 0 || ids == classes.size(),
        "history " + CLASS_IDS,
        classes.size() + " ids, one for each class",
        ids);
    List<String> mismatches =
        weights.mismatches(GoogLeNet.graph(variant, classes.size(), side, auxiliary));
    for (String name : weights.names()) {
      if (!finite(weights.values(name))) {
        mismatches.add(name + ": expected finite numbers, found an infinite one or none (NaN)");
      }
    }
    require(
        quantization.isEmpty() || variant.relu(), "int8", "a variant with ReLU", variant.name());
    if (mismatches.isEmpty() && quantization.isPresent()) {
      Network whole =
          new Network(GoogLeNet.graph(variant, classes.size(), side, auxiliary), weights);
      mismatches.addAll(
          quantization.get().mismatches(Simplify.apply(Inference.apply(whole)).graph()));
    }
    if (!mismatches.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", mismatches) + ".");
    }
  }

  /** A model in floating point. */
  public Model(
      Variant variant,
      List<String> classes,
      Preparation preparation,
      boolean auxiliary,
      Weights weights,
      Map<String, String> history) {
    this(variant, classes, preparation, auxiliary, weights, history, Optional.empty());
  }

  /** A model with the preparation of the variant's published weights, and without history. */
  public Model(Variant variant, List<String> classes, boolean auxiliary, Weights weights) {
    this(variant, classes, variant.preparation(), auxiliary, weights, Map.of());
  }

  /** Whether all are finite: 0 * x is 0 for a finite x, otherwise NaN, and NaN stays in the sum. */
  private static boolean finite(float[] values) {
    float sum = 0;
    for (float value : values) {
      sum += 0 * value;
    }
    return sum == 0;
  }

  /** This model with an entry of its history added or replaced. */
  public Model withHistory(String key, String value) {
    Map<String, String> more = new TreeMap<>(history);
    more.put(key, value);
    return new Model(variant, classes, preparation, auxiliary, weights, more, quantization);
  }

  /**
   * This model in int8, with rounded weights.
   *
   * @param means of convolutions' inputs, one for each channel, as far as they are known; they
   *     correct the mean error of rounding ({@link Quantization#rounded})
   */
  public Model quantized(Quantization how, Map<String, float[]> means) {
    return new Model(
        variant,
        classes,
        preparation,
        auxiliary,
        how.rounded(graph(), weights, means),
        history,
        Optional.of(how));
  }

  /**
   * An id for each class, which tells classes of the same label apart: WordNet's, such as {@code
   * n02012849}, for a model that was imported with them; otherwise empty.
   */
  public List<String> classIds() {
    return ids(history);
  }

  private static List<String> ids(Map<String, String> history) {
    String ids = history.get(CLASS_IDS);
    return ids == null ? List.of() : List.of(ids.split(" ", -1));
  }

  /** Side in pixels of the square pictures that the network sees. */
  public int side() {
    return preparation.crop();
  }

  /** The network without its weights, as it was trained. */
  public Graph graph() {
    return GoogLeNet.graph(variant, classes.size(), side(), auxiliary);
  }

  /** The network with its weights, as it was trained. */
  public Network network() {
    return new Network(graph(), weights, quantization);
  }

  /** Whether a text is a label: not blank, and printable on one line. */
  static boolean isLabel(String text) {
    return !text.isBlank() && isText(text, false);
  }

  /**
   * Refuses half a surrogate pair, too: no file can hold it. A loop, because every start runs it.
   */
  private static boolean isText(String text, boolean lines) {
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      if (!PrintableText.isPrintable(c) && !(lines && Character.isWhitespace(c))) {
        return false;
      }
    }
    return true;
  }

  private static void require(boolean holds, String where, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s: expected %s, found %s.".formatted(where, expected, found));
    }
  }
}
