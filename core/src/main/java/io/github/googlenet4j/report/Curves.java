package io.github.googlenet4j.report;

import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.train.EpochMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Curves over epochs. */
final class Curves {
  private final List<EpochMetrics> epochs;

  Curves(List<EpochMetrics> epochs) {
    this.epochs = epochs;
  }

  /** All of them, as images of a page. */
  String html() {
    Plot losses = new Plot("Loss", "epoch");
    for (Head head : Head.values()) {
      String name = head.name().toLowerCase(Locale.ROOT);
      add(losses, "training, " + name, epoch -> epoch.losses().getOrDefault(head, Double.NaN));
    }
    add(losses, "validation", epoch -> epoch.validation().loss());
    Plot top1 = new Plot("Top-1, %", "epoch");
    add(top1, "training, as augmented", epoch -> 100 * epoch.top1());
    add(top1, "validation", epoch -> 100 * epoch.validation().top1());
    Plot rate = new Plot("Learning rate at the end of the epoch", "epoch");
    add(rate, "rate", EpochMetrics::rate);
    StringBuilder html = new StringBuilder("<div class=\"curves\">");
    for (Plot plot : List.of(losses, top1, rate)) {
      html.append(plot.html());
    }
    return html.append("</div>\n").toString();
  }

  /** A curve of the epochs that have such a value, if there are any. */
  private void add(Plot plot, String name, ToDoubleFunction<EpochMetrics> value) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (EpochMetrics epoch : epochs) {
      double found = value.applyAsDouble(epoch);
      if (Double.isFinite(found)) {
        x.add((double) epoch.epoch());
        y.add(found);
      }
    }
    plot.line(name, x, y);
  }
}
