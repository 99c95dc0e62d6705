package io.github.googlenet4j.report;

import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.train.EpochMetrics;
import java.awt.BasicStroke;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Curves over epochs, drawn by XChart at twice the size at which a page shows them. */
final class Curves {
  private static final int WIDTH = 1040;
  private static final int HEIGHT = 640;
  private static final Color[] COLOURS = {
    new Color(0x1F6FB2), new Color(0xD1702A), new Color(0x3C8D5A), new Color(0x8A4F9E)
  };

  private final List<EpochMetrics> epochs;

  Curves(List<EpochMetrics> epochs) {
    this.epochs = epochs;
  }

  /** All of them, as images of a page. */
  String html() {
    XYChart losses = chart("Loss");
    for (Head head : Head.values()) {
      String name = head.name().toLowerCase(Locale.ROOT);
      add(losses, "training, " + name, epoch -> epoch.losses().getOrDefault(head, Double.NaN));
    }
    add(losses, "validation", epoch -> epoch.validation().loss());
    XYChart top1 = chart("Top-1, %");
    add(top1, "training, as augmented", epoch -> 100 * epoch.top1());
    add(top1, "validation", epoch -> 100 * epoch.validation().top1());
    XYChart rate = chart("Learning rate at the end of the epoch");
    add(rate, "rate", EpochMetrics::rate);
    StringBuilder html = new StringBuilder("<div class=\"curves\">");
    for (XYChart chart : List.of(losses, top1, rate)) {
      html.append(Html.image(BitmapEncoder.getBufferedImage(chart), "png", chart.getTitle()));
    }
    return html.append("</div>\n").toString();
  }

  private static XYChart chart(String title) {
    XYChart chart =
        new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle("epoch").build();
    chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
    chart.getStyler().setSeriesColors(COLOURS);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotBorderVisible(false);
    chart.getStyler().setChartTitleFont(chart.getStyler().getChartTitleFont().deriveFont(28f));
    chart.getStyler().setLegendFont(chart.getStyler().getLegendFont().deriveFont(22f));
    chart
        .getStyler()
        .setAxisTickLabelsFont(chart.getStyler().getAxisTickLabelsFont().deriveFont(20f));
    chart.getStyler().setAxisTitleFont(chart.getStyler().getAxisTitleFont().deriveFont(20f));
    chart.getStyler().setLegendBorderColor(Color.WHITE);
    return chart;
  }

  /** A curve of the epochs that have such a value, if there are any. */
  private void add(XYChart chart, String name, ToDoubleFunction<EpochMetrics> value) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (EpochMetrics epoch : epochs) {
      double found = value.applyAsDouble(epoch);
      if (Double.isFinite(found)) {
        x.add((double) epoch.epoch());
        y.add(found);
      }
    }
    if (!x.isEmpty()) {
      chart
          .addSeries(name, x, y)
          .setMarker(x.size() == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE)
          .setLineStyle(new BasicStroke(3.5f));
    }
  }
}
