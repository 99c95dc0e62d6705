package io.github.googlenet4j.data;

import java.util.Locale;

/** The purpose of a share of the labelled pictures. */
public enum Part {
  /** For fitting the weights. */
  TRAIN,
  /** For choices: the best epoch, the weight decay. */
  VALIDATION,
  /** For the final figures, after training. */
  TEST;

  /** In lower case, as folders and reports write it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
