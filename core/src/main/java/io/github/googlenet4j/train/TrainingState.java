package io.github.googlenet4j.train;

import io.github.googlenet4j.graph.Head;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a run is: what is counted and summed on the way. Changed by the {@link Trainer} alone;
 * written into each checkpoint as text that gives the same bits back.
 */
final class TrainingState {
  int epoch;
  int batch;
  long update;
  int bestEpoch;
  double bestLoss = Double.POSITIVE_INFINITY;
  double seconds;
  double rate;

  // Of the epoch at work.
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

  void add(Map<Head, Learner.HeadResult> results, int size) {
    results.forEach((head, result) -> losses.merge(head, result.loss() * size, Double::sum));
    Learner.HeadResult main = results.get(Head.MAIN);
    images += size;
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
    losses.forEach((head, sum) -> text.put("loss." + head.name(), Double.toString(sum)));
    return text;
  }

  static TrainingState of(Map<String, String> text) {
    TrainingState position = new TrainingState();
    position.epoch = (int) number(text, "epoch");
    position.batch = (int) number(text, "batch");
    position.update = (long) number(text, "update");
    position.bestEpoch = (int) number(text, "best_epoch");
    position.bestLoss = number(text, "best_loss");
    position.seconds = number(text, "seconds");
    position.rate = number(text, "rate");
    position.images = (long) number(text, "images");
    position.top1 = (long) number(text, "top1");
    position.top5 = (long) number(text, "top5");
    position.epochSeconds = number(text, "epoch_seconds");
    for (Head head : Head.values()) {
      if (text.containsKey("loss." + head.name())) {
        position.losses.put(head, number(text, "loss." + head.name()));
      }
    }
    return position;
  }

  private static double number(Map<String, String> text, String key) {
    String value = text.get(key);
    try {
      return Double.parseDouble(value == null ? "" : value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "checkpoint: expected a number under %s, found %s. Begin a new run."
              .formatted(key, value),
          e);
    }
  }
}
