package io.github.googlenet4j.train;

import io.github.googlenet4j.graph.Head;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Watches for the dead start that deep networks without normalisation are known for: a head's loss
 * stays at ln(classes), which is what guessing costs, while the gradients that reach the first
 * layers vanish.
 *
 * <p>A loss alone does not tell: hard data begins at ln(classes) too. Gradients are compared with
 * the weights that they would move.
 */
final class DeadStartGuard {
  /** Updates over which losses are averaged before anything is said. */
  static final int WINDOW = 100;

  /** How near to ln(classes) a mean loss is suspicious. */
  private static final double NEAR = .005;

  /** Gradients this small against their weights move nothing in any number of epochs. */
  private static final double VANISHED = 1e-5;

  private final double guessing;
  private final Map<Head, Double> sums = new EnumMap<>(Head.class);
  private final Set<Head> told = EnumSet.noneOf(Head.class);
  private int count;

  DeadStartGuard(int classes) {
    this.guessing = Math.log(classes);
  }

  /** Takes the losses of one update. */
  void add(Map<Head, Double> losses) {
    losses.forEach((head, loss) -> sums.merge(head, loss, Double::sum));
    count++;
  }

  /** Whether it is time to look at gradients: after each window. */
  boolean due() {
    return count >= WINDOW;
  }

  /**
   * Ends a window.
   *
   * @param relativeGradient the longest gradient of the body against its weights
   * @return what to tell a person, once for each head
   */
  Optional<String> look(double relativeGradient) {
    Set<Head> stuck = EnumSet.noneOf(Head.class);
    sums.forEach(
        (head, sum) -> {
          if (Math.abs(sum / count - guessing) < NEAR * guessing) {
            stuck.add(head);
          }
        });
    sums.clear();
    count = 0;
    if (relativeGradient > VANISHED || stuck.isEmpty() || !told.addAll(stuck)) {
      return Optional.empty();
    }
    return Optional.of(
        ("dead start: %s: expected a loss below ln(classes) = %.3f after %d updates, found it there"
                + " with vanishing gradients (%.1e of the weights). Train the variant batch_norm,"
                + " begin from a model (--model), or raise optimization.rate.")
            .formatted(names(stuck), guessing, WINDOW, relativeGradient));
  }

  private static String names(Set<Head> heads) {
    return heads.stream().map(Head::toString).collect(Collectors.joining(", "));
  }
}
