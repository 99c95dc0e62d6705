package io.github.googlenet4j.trainer;

import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.trainer.LearnerOptions.Average;
import io.github.googlenet4j.trainer.LearnerOptions.Group;
import io.github.googlenet4j.trainer.LearnerOptions.Optimizer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * A learner's options as text, version 1: the form whose checksum a checkpoint keeps, so that a run
 * does not go on with other options.
 *
 * <p>The form is written here word by word. Renaming a type or a component must not change it, or
 * checkpoints that exist would be refused; a test pins it. Another form needs a version of its own,
 * and another name for its checksum in the learner's state.
 *
 * <pre>
 * [optimizer, {parameter=group, ...}, {head=weight, ...}, clip norm, average]
 * optimizer  Sgd[momentum=.., nesterov=..] or AdamW[beta1=.., beta2=.., epsilon=..]
 * group      Group[rateFactor=.., weightDecay=.., frozen=..]; parameters are sorted by name
 * head       main, aux1, aux2, in this order
 * average    None[], Exponential[decay=..] or Polyak[firstUpdate=..]
 * </pre>
 *
 * <p>{@link LearnerOptions} and this class refer to each other: the record offers the checksum of
 * the text that this class makes of it.
 *
 * <p>Numbers are as {@link Double#toString} writes them. Precision, device and threads are left
 * out: a run may go on elsewhere, though not bit for bit.
 */
final class OptionsText {
  private OptionsText() {}

  /** CRC-32 of the text in UTF-8. */
  static long checksum(LearnerOptions options) {
    CRC32 sum = new CRC32();
    sum.update(of(options).getBytes(StandardCharsets.UTF_8));
    return sum.getValue();
  }

  static String of(LearnerOptions options) {
    StringJoiner groups = new StringJoiner(", ", "{", "}");
    for (Map.Entry<String, Group> entry : new TreeMap<>(options.groups()).entrySet()) {
      Group group = entry.getValue();
      groups.add(
          "%s=Group[rateFactor=%s, weightDecay=%s, frozen=%s]"
              .formatted(entry.getKey(), group.rateFactor(), group.weightDecay(), group.frozen()));
    }
    StringJoiner weights = new StringJoiner(", ", "{", "}");
    for (Head head : Head.values()) {
      Double weight = options.headWeights().get(head);
      if (weight != null) {
        weights.add(name(head) + "=" + weight);
      }
    }
    return "[%s, %s, %s, %s, %s]"
        .formatted(
            optimizer(options.optimizer()),
            groups,
            weights,
            options.clipNorm(),
            average(options.average()));
  }

  private static String optimizer(Optimizer optimizer) {
    if (optimizer instanceof Optimizer.Sgd sgd) {
      return "Sgd[momentum=%s, nesterov=%s]".formatted(sgd.momentum(), sgd.nesterov());
    }
    Optimizer.AdamW adam = (Optimizer.AdamW) optimizer;
    return "AdamW[beta1=%s, beta2=%s, epsilon=%s]"
        .formatted(adam.beta1(), adam.beta2(), adam.epsilon());
  }

  private static String average(Average average) {
    if (average instanceof Average.Exponential exponential) {
      return "Exponential[decay=%s]".formatted(exponential.decay());
    }
    return average instanceof Average.Polyak polyak
        ? "Polyak[firstUpdate=%s]".formatted(polyak.firstUpdate())
        : "None[]";
  }

  private static String name(Head head) {
    return switch (head) {
      case MAIN -> "main";
      case AUX1 -> "aux1";
      case AUX2 -> "aux2";
    };
  }
}
