package io.github.googlenet4j.trainer;

import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.loading.Batch;
import java.util.Arrays;
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
 * <p>The loss alone does not show it: with hard data it begins at ln(classes) too. So gradients are
 * compared with the weights that they change.
 *
 * <p>Where some classes have more pictures than others, guessing costs less than ln(classes): the
 * classifier of a dead network still learns how frequent each class is. So the lower bound of
 * guessing is the loss of the best answer that is the same for all pictures of the window; the
 * upper bound is that of equal probabilities, with which training begins.
 */
final class DeadStartGuard {
  /** Updates over which losses are averaged before anything is said. */
  static final int WINDOW = 100;

  /** A mean loss below this share of the least cost of guessing shows that something is learned. */
  private static final double BELOW = .995;

  /**
   * A dead classifier varies a little around its best constant answer. A loss far above that has
   * another cause.
   */
  private static final double ABOVE = 1.05;

  /**
   * Gradients this small, relative to their weights, change nothing in any number of epochs.
   * Networks that learn have about .01, and so have networks that cannot learn because their labels
   * are random.
   */
  private static final double VANISHED = 1e-4;

  private final double[] targets;
  private final Map<Head, Double> sums = new EnumMap<>(Head.class);
  private final Set<Head> told = EnumSet.noneOf(Head.class);
  private int pictures;
  private int count;

  DeadStartGuard(int classes) {
    this.targets = new double[classes];
  }

  /** Adds the targets of a batch. */
  void add(Batch batch) {
    for (int i = 0; i < batch.size() * targets.length; i++) {
      targets[i % targets.length] += batch.targets().get(i);
    }
    pictures += batch.size();
  }

  /** Adds the losses of one update. */
  void add(Map<Head, Double> losses) {
    losses.forEach((head, loss) -> sums.merge(head, loss, Double::sum));
    count++;
  }

  /** Whether a window is full, so that gradients are to be checked. */
  boolean due() {
    return count >= WINDOW;
  }

  /**
   * Ends a window.
   *
   * @param relativeGradient of the first layer that is trained, against its weights
   * @return a note for people, once for each head
   */
  Optional<String> look(double relativeGradient) {
    double weight = Arrays.stream(targets).sum();
    double guessing = guessing(weight) / pictures;
    double most = weight * Math.log(targets.length) / pictures;
    Set<Head> stuck = EnumSet.noneOf(Head.class);
    sums.forEach(
        (head, sum) -> {
          double loss = sum / count;
          if (guessing > 0 && loss > BELOW * guessing && loss < ABOVE * most) {
            stuck.add(head);
          }
        });
    sums.clear();
    Arrays.fill(targets, 0);
    pictures = 0;
    count = 0;
    stuck.removeAll(told);
    if (relativeGradient > VANISHED || stuck.isEmpty()) {
      return Optional.empty();
    }
    told.addAll(stuck);
    return Optional.of(
        ("dead start: %s: expected a loss below %.3f, which guessing costs (ln(classes) is %.3f),"
                + " after %d updates, found no less, with vanishing gradients (%.1e of the first"
                + " layer's weights). Train the variant batch_norm, begin from a model, or"
                + " %s optimization.rate.")
            .formatted(
                names(stuck),
                guessing,
                Math.log(targets.length),
                WINDOW,
                relativeGradient,
                relativeGradient == 0 ? "lower" : "raise")); // no rate moves ReLUs that died
  }

  /** The smallest sum of losses that one answer for all pictures can have. */
  private double guessing(double weight) {
    double cost = 0;
    for (double target : targets) {
      cost -= target > 0 ? target * Math.log(target / weight) : 0;
    }
    return cost;
  }

  private static String names(Set<Head> heads) {
    return heads.stream().map(Head::toString).collect(Collectors.joining(", "));
  }
}
