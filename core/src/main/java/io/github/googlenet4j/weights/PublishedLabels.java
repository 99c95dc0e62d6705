package io.github.googlenet4j.weights;

import io.github.googlenet4j.file.Labels.LabelsWithIds;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Labels of published data sets, in the order of their networks' outputs. */
public enum PublishedLabels {
  /** The 1000 classes of ImageNet's challenge of 2012, with WordNet's ids. */
  IMAGENET("imagenet", 1000, true),
  /** The 365 categories of Places365, spelled as published. */
  PLACES365("places365", 365, false);

  private final String word;
  private final int count;
  private final boolean ids;

  PublishedLabels(String word, int count, boolean ids) {
    this.word = word;
    this.count = count;
    this.ids = ids;
  }

  /** The labels of that name, in lower case: {@code imagenet} or {@code places365}. */
  public static Optional<PublishedLabels> named(String name) {
    return Stream.of(values()).filter(labels -> labels.word.equals(name)).findFirst();
  }

  /** The labels that a network of so many outputs usually has. */
  static Optional<PublishedLabels> usual(int outputs) {
    return Stream.of(values()).filter(labels -> labels.count == outputs).findFirst();
  }

  /** All labels, with ids where the data set has some. */
  public LabelsWithIds read() {
    List<String> labels = new ArrayList<>();
    List<String> found = new ArrayList<>();
    for (String line : lines()) {
      int end = ids ? line.indexOf(' ') : -1;
      labels.add(line.substring(end + 1));
      if (ids) {
        found.add(line.substring(0, end));
      }
    }
    return new LabelsWithIds(labels, found);
  }

  private List<String> lines() {
    String resource = word + ".txt";
    try (InputStream in = PublishedLabels.class.getResourceAsStream(resource)) {
      String text =
          new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The name, in lower case. */
  @Override
  public String toString() {
    return word;
  }
}
