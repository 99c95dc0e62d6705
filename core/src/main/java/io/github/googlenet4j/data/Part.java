package io.github.googlenet4j.data;

import java.util.Locale;

/** What a share of the labelled pictures is for. */
public enum Part {
  /** The weights are fitted to these. */
  TRAIN,
  /** Choices are made by these: the best epoch, the weight decay. */
  VALIDATION,
  /** Looked at once, at the end. */
  TEST;

  /** In lower case, as folders and reports write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
