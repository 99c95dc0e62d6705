package io.github.googlenet4j.explain;

import io.github.googlenet4j.text.PrintableText;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a map is made. */
public enum Method {
  /**
   * The class activation map (Zhou et al., arXiv 1512.04150): the network ends in the mean of its
   * last maps and one linear layer, so a class's logit is the mean of the weighted sum of these
   * maps, plus the bias. That sum is the map, exact and without further runs.
   */
  CAM,
  /**
   * What the class's probability loses when a cell of the picture is covered (Zeiler and Fergus,
   * arXiv 1311.2901): a run for each cell.
   */
  OCCLUSION;

  /**
   * The method of that name.
   *
   * @throws IllegalArgumentException if there is none; the message lists the names
   */
  public static Method named(String name) {
    return Arrays.stream(values())
        .filter(method -> method.toString().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "method: expected one of %s, found %s."
                        .formatted(
                            Arrays.stream(values())
                                .map(Method::toString)
                                .collect(Collectors.joining(", ")),
                            PrintableText.of(PrintableText.shortened(name)))));
  }

  /** In lower case. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
