package io.github.googlenet4j.trainer;

import io.github.googlenet4j.graph.Head;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How far a run is: what the {@link TrainingLoop} counts and sums. Only the loop changes it. Each
 * checkpoint carries it as text that gives the same bits back.
 */
final class TrainingState {
  private static final String LOSS = "loss.";

  int epoch;
  int batch;
  long update;
  int bestEpoch;
  double bestLoss = Double.POSITIVE_INFINITY;
  double seconds;
  double rate;

  /** What computes: library, device, processor; empty in checkpoints of 2026-11-26. */
  String machine = "";

  /** What was told in training, one line each, for the report. */
  final List<String> notes = new ArrayList<>();

  // Of the current epoch.
  final Map<Head, Double> losses = new EnumMap<>(Head.class);
  long images;
  long top1;
  long top5;
  double epochSeconds;

  void startEpoch() {
    losses.clear();
    images = 0;
    top1 = 0;
    top5 = 0;
    epochSeconds = 0;
    batch = 0;
  }

  /**
   * Adds a batch.
   *
   * @param size over which its losses are means
   * @param readable pictures; the others have no loss and no answer
   */
  void add(Map<Head, Learner.HeadResult> results, int size, int readable) {
    results.forEach((head, result) -> losses.merge(head, result.loss() * size, Double::sum));
    Learner.HeadResult main = results.get(Head.MAIN);
    images += readable;
    if (main != null) {
      top1 += main.top1();
      top5 += main.top5();
    }
  }

  /** Mean losses of the epoch so far. */
  Map<Head, Double> meanLosses() {
    Map<Head, Double> means = new EnumMap<>(Head.class);
    losses.forEach((head, sum) -> means.put(head, sum / images));
    return means;
  }

  /** As a checkpoint carries it. */
  Map<String, String> toText() {
    Map<String, String> text = new LinkedHashMap<>();
    text.put("epoch", Integer.toString(epoch));
    text.put("batch", Integer.toString(batch));
    text.put("update", Long.toString(update));
    text.put("best_epoch", Integer.toString(bestEpoch));
    text.put("best_loss", Double.toString(bestLoss));
    text.put("seconds", Double.toString(seconds));
    text.put("rate", Double.toString(rate));
    text.put("images", Long.toString(images));
    text.put("top1", Long.toString(top1));
    text.put("top5", Long.toString(top5));
    text.put("epoch_seconds", Double.toString(epochSeconds));
    losses.forEach((head, sum) -> text.put(LOSS + head.name(), Double.toString(sum)));
    text.put("machine", machine);
    text.put("notes", String.join("\n", notes));
    return text;
  }

  /**
   * From a checkpoint's text; keys of others are ignored.
   *
   * @throws IllegalArgumentException if a number is missing
   */
  static TrainingState of(Map<String, String> text) {
    TrainingState state = new TrainingState();
    state.machine = text.getOrDefault("machine", "");
    state.epoch = (int) number(text, "epoch");
    state.batch = (int) number(text, "batch");
    state.update = (long) number(text, "update");
    state.bestEpoch = (int) number(text, "best_epoch");
    state.bestLoss = number(text, "best_loss");
    state.seconds = number(text, "seconds");
    state.rate = number(text, "rate");
    state.images = (long) number(text, "images");
    state.top1 = (long) number(text, "top1");
    state.top5 = (long) number(text, "top5");
    state.epochSeconds = number(text, "epoch_seconds");
    for (Head head : Head.values()) {
      if (text.containsKey(LOSS + head.name())) {
        state.losses.put(head, number(text, LOSS + head.name()));
      }
    }
    state.notes.addAll(text.getOrDefault("notes", "").lines().toList());
    return state;
  }

  private static double number(Map<String, String> text, String key) {
    String value = text.get(key);
    try {
      return Double.parseDouble(value == null ? "" : value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          value == null ? key + " is missing" : "%s is %s".formatted(key, value), e);
    }
  }
}
