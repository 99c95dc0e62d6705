package io.github.googlenet4j.data;

import io.github.googlenet4j.text.PrintableText;
import io.github.googlenet4j.text.SimilarText;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names under which labelled pictures may refer to the classes of a model. Immutable.
 *
 * <p>A class is named by its label or by its id, such as WordNet's {@code n02012849}, or by its
 * index, from 0, where no label is a number itself. An id may be followed by other words, and zeros
 * may stand before an index. Labels may repeat (ImageNet has two classes {@code crane}); a repeated
 * label names no class, because it could mean any of them.
 */
public final class ClassNames {
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  /** As in Stanford Dogs: {@code n02085620-Chihuahua}. */
  private static final Pattern BEGINS_WITH_ID = Pattern.compile("(n\\d{8})\\D.*");

  private final List<String> labels;
  private final List<String> ids;
  private final Map<String, List<Integer>> indices = new LinkedHashMap<>();

  private ClassNames(List<String> labels, List<String> ids) {
    this.labels = List.copyOf(labels);
    this.ids = List.copyOf(ids);
    for (int i = 0; i < labels.size(); i++) {
      indices.computeIfAbsent(normal(labels.get(i)), label -> new ArrayList<>()).add(i);
    }
  }

  /** The labels alone, in the order of the model's outputs. */
  static ClassNames ofLabels(List<String> labels) {
    return new ClassNames(labels, List.of());
  }

  /**
   * Labels, ids and indices. Where one text is a label and something else, it is the label.
   *
   * @param labels in the order of the model's outputs
   * @param ids one for each label, or none at all
   * @throws IllegalArgumentException if there are ids, but not as many as labels
   */
  public static ClassNames of(List<String> labels, List<String> ids) {
    if (!ids.isEmpty() && ids.size() != labels.size()) {
      throw new IllegalArgumentException(
          "class ids: expected %d, one for each label, found %d. Give all of them or none."
              .formatted(labels.size(), ids.size()));
    }
    ClassNames names = new ClassNames(labels, ids);
    boolean numbers = labels.stream().anyMatch(label -> NUMBER.matcher(label).matches());
    for (int i = 0; i < ids.size(); i++) {
      names.indices.putIfAbsent(ids.get(i), List.of(i));
    }
    for (int i = 0; i < labels.size() && !numbers; i++) {
      names.indices.putIfAbsent(Integer.toString(i), List.of(i));
    }
    return names;
  }

  /** The labels, in the order of the model's outputs. */
  public List<String> labels() {
    return labels;
  }

  /**
   * The labels of classes that are named by their ids, if all of these names are ids. Indices do
   * not count: a folder {@code 7} of other pictures is a seven.
   *
   * @return by id; empty if a name is none
   */
  public Map<String, String> labelsOfIds(List<String> names) {
    Map<String, String> found = new LinkedHashMap<>();
    for (String name : names) {
      int index = ids.indexOf(name);
      if (index < 0) {
        return Map.of();
      }
      found.put(name, labels.get(index));
    }
    return found;
  }

  /** Indices of the classes that a text may name: none, one, or several of the same label. */
  List<Integer> matching(String text) {
    List<Integer> found = indices.get(normal(text));
    if (found != null) {
      return found;
    }
    Matcher id = BEGINS_WITH_ID.matcher(text);
    String shorter = id.matches() ? id.group(1) : text.replaceFirst("^0+(?=\\d+$)", "");
    return indices.getOrDefault(shorter, List.of());
  }

  /**
   * The one class that a text names: a label, an id or an index.
   *
   * @throws IllegalArgumentException if it names none, or several of the same label; the message
   *     has the most similar label, or what tells them apart
   */
  public int index(String text) {
    List<Integer> found = matching(text);
    if (found.size() == 1) {
      return found.get(0);
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException(
          "label: expected one of the model's %d classes, found %s. Did you mean %s?"
              .formatted(
                  labels.size(),
                  PrintableText.shortened(text),
                  PrintableText.shortened(SimilarText.nearest(text, labels))));
    }
    throw new IllegalArgumentException(
        "label: expected one class, found %s, which could be %s. Name it so."
            .formatted(
                PrintableText.shortened(text),
                found.stream().map(this::unambiguous).collect(Collectors.joining(" or "))));
  }

  /**
   * Those of some names that name no class.
   *
   * @param names as folders and rows of CSV files have them
   */
  public List<String> unknown(List<String> names) {
    return names.stream().filter(name -> matching(name).isEmpty()).toList();
  }

  /** Composed: macOS decomposes the names of folders. */
  private static String normal(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  /** What to call one of several classes of the same label. */
  String unambiguous(int index) {
    return ids.isEmpty() ? Integer.toString(index) : ids.get(index);
  }

  /**
   * A different name for each class, for people: its label, or its label and index where others
   * have the same label, as in {@code crane (134)}.
   */
  public static List<String> distinct(List<String> labels) {
    Map<String, List<Integer>> indices = ofLabels(labels).indices;
    List<String> names = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      String label = labels.get(i);
      boolean repeated = indices.getOrDefault(normal(label), List.of()).size() > 1;
      names.add(repeated ? "%s (%d)".formatted(label, i) : label);
    }
    return List.copyOf(names);
  }
}
