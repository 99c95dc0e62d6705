package io.github.googlenet4j.foreign.pytorch;

import io.github.googlenet4j.file.ModelFileException;

/** How many opcodes a pickle may have, so that its time and memory are bounded. */
final class OpcodeBudget {
  private final OpenFile file;
  private final int most;
  private int left;

  OpcodeBudget(OpenFile file, int most) {
    this.file = file;
    this.most = most;
    this.left = most;
  }

  /** Takes away opcodes, or work that takes as long as so many. */
  void spend(int count) throws ModelFileException {
    left -= count;
    if (left < 0) {
      throw file.refused(
          "a pickle of at most %d opcodes".formatted(most),
          "a longer one",
          "Save the weights alone: their names and shapes take a tenth of that.");
    }
  }
}
