package io.github.googlenet4j.graph;

import java.util.Locale;

/** The network's three classifiers: the main one and the two that help training. */
public enum Head {
  /** After inception 5b; the only one that answers once training is over. */
  MAIN,
  /** The auxiliary classifier after inception 4a. */
  AUX1,
  /** The auxiliary classifier after inception 4d. */
  AUX2;

  /** {@code main}, {@code aux1}, {@code aux2}: as files and reports write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
