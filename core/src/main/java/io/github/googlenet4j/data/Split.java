package io.github.googlenet4j.data;

import io.github.googlenet4j.random.SplitMix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How pictures that come without parts are divided: each class by the same shares, at random, but
 * always the same for the same seed and names. A class keeps at least one training picture.
 *
 * <p>Immutable. The constructor throws {@link IllegalArgumentException} where a share is outside 0
 * to 1 or nothing is left for training.
 *
 * @param validation share of the pictures for choices
 * @param test share for the final figure
 * @param seed of the random division
 */
public record Split(double validation, double test, long seed) {
  /** 80, 10 and 10 %. */
  public static final Split DEFAULT = new Split(.1, .1, 0);

  public Split {
    if (!(validation >= 0 && test >= 0 && validation + test < 1)) {
      throw new IllegalArgumentException(
          "split: expected shares of 0 or more that leave something for training, found %s for"
                  .formatted(validation)
              + " validation and %s for test. Give for example 80/10/10.".formatted(test));
    }
  }

  /**
   * From three numbers in proportion, training, validation and test, such as {@code 80/10/10}.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  public static Split parse(String text, long seed) {
    String[] words = text.split("/", -1);
    double[] numbers = new double[3];
    boolean good = words.length == 3;
    for (int i = 0; good && i < 3; i++) {
      try {
        numbers[i] = Double.parseDouble(words[i].strip());
      } catch (NumberFormatException e) {
        numbers[i] = Double.NaN;
      }
      good = numbers[i] >= 0 && numbers[i] < 1e9;
    }
    if (!good || numbers[0] == 0) {
      throw new IllegalArgumentException(
          "split: expected three numbers for training, validation and test, found '%s'. Give for"
                  .formatted(text)
              + " example 80/10/10.");
    }
    double sum = numbers[0] + numbers[1] + numbers[2];
    return new Split(numbers[1] / sum, numbers[2] / sum, seed);
  }

  /** The same entries, each with a part. */
  List<SourceEntry> divide(List<SourceEntry> entries) {
    Map<String, List<SourceEntry>> classes = new TreeMap<>();
    for (SourceEntry entry : entries) {
      classes.computeIfAbsent(entry.label(), label -> new ArrayList<>()).add(entry);
    }
    Map<SourceEntry, Part> parts = new HashMap<>();
    for (List<SourceEntry> members : classes.values()) {
      // By a number drawn for each name: a picture more or less moves few others.
      members.sort(
          Comparator.comparingLong((SourceEntry entry) -> SplitMix.of(seed, entry.name()).next())
              .thenComparing(SourceEntry::name));
      int count = members.size();
      int tested = (int) Math.min(Math.round(count * test), count - 1);
      int validated = (int) Math.min(Math.round(count * validation), count - 1 - tested);
      for (int i = 0; i < count; i++) {
        parts.put(
            members.get(i),
            i < tested ? Part.TEST : i < tested + validated ? Part.VALIDATION : Part.TRAIN);
      }
    }
    return entries.stream()
        .map(
            entry ->
                new SourceEntry(
                    entry.file(),
                    entry.name(),
                    entry.label(),
                    parts.getOrDefault(entry, Part.TRAIN)))
        .toList();
  }

  /** As {@link #parse} reads it: the three shares in percent. */
  @Override
  public String toString() {
    return "%s/%s/%s".formatted(percent(1 - validation - test), percent(validation), percent(test));
  }

  private static String percent(double share) {
    double rounded = Math.round(1000 * share) / 10.;
    return rounded == Math.rint(rounded) ? String.valueOf((long) rounded) : String.valueOf(rounded);
  }
}
