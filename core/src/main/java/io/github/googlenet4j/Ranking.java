package io.github.googlenet4j;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** Ranks classes by probability; of equals the class with the lower index comes first. */
public final class Ranking {
  private Ranking() {}

  /**
   * The most probable classes, the best first.
   *
   * @param classes labels by index
   * @param probabilities that of the first class is at {@code from}; one for each class follows
   * @param top how many classes at most, from 1
   */
  public static List<Prediction> best(
      List<String> classes, float[] probabilities, int from, int top) {
    // At the head the prediction to remove first: the least probable, and of equals the later
    // class.
    PriorityQueue<Prediction> kept = new PriorityQueue<>(Ranking::worseFirst);
    for (int i = 0; i < classes.size(); i++) {
      float probability = probabilities[from + i];
      if (kept.size() < top || probability > kept.element().probability()) {
        kept.add(new Prediction(classes.get(i), i, probability));
      }
      if (kept.size() > top) {
        kept.remove();
      }
    }
    List<Prediction> ranked = new ArrayList<>(kept);
    ranked.sort((a, b) -> worseFirst(b, a));
    return List.copyOf(ranked);
  }

  private static int worseFirst(Prediction a, Prediction b) {
    int byProbability = Float.compare(a.probability(), b.probability());
    return byProbability != 0 ? byProbability : Integer.compare(b.index(), a.index());
  }
}
