package io.github.googlenet4j.evaluate;

import java.util.List;

/**
 * How often one class was answered for another.
 *
 * @param truth index of the class that the pictures belong to
 * @param answer index of the class that they were taken for
 * @param scores of these pictures, the most confident mistake first
 */
public record Confusion(int truth, int answer, List<PictureScore> scores) {
  public Confusion {
    scores = List.copyOf(scores);
  }

  /** How many pictures they are. */
  public int images() {
    return scores.size();
  }
}
