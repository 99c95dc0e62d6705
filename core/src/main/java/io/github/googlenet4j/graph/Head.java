package io.github.googlenet4j.graph;

import java.util.Locale;

/** The network's three classifiers: the main one and the two that help training. */
public enum Head {
  /** After inception 5b; the only one that is used after training. */
  MAIN("loss3/"),
  /** The auxiliary classifier after inception 4a. */
  AUX1("loss1/"),
  /** The auxiliary classifier after inception 4d. */
  AUX2("loss2/");

  private final String prefix;
  private final String text = name().toLowerCase(Locale.ROOT);

  Head(String prefix) {
    this.prefix = prefix;
  }

  /** What the names of its layers and parameters begin with, as in Caffe: {@code loss1/}. */
  public String prefix() {
    return prefix;
  }

  /** Whether a layer or parameter of this name belongs to a head, not to the network's body. */
  public static boolean anyOwns(String name) {
    for (Head head : values()) {
      if (name.startsWith(head.prefix)) {
        return true;
      }
    }
    return false;
  }

  /** {@code main}, {@code aux1}, {@code aux2}: as outputs, files and reports are named. */
  @Override
  public String toString() {
    return text;
  }
}
