package io.github.googlenet4j.report;

import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.train.EpochMetrics;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Curves over epochs, drawn by XChart at twice the size at which a page shows them. The background
 * is transparent, and the colours are legible on white and on black: a page may be either.
 */
final class Curves {
  private static final int WIDTH = 1040;
  private static final int HEIGHT = 640;
  private static final Color[] COLOURS = {
    new Color(0x2F81C7), new Color(0xD1702A), new Color(0x3C9A62), new Color(0xA266B8)
  };
  private static final Color CLEAR = new Color(0, true);
  private static final Color TEXT = new Color(0x77808A);
  private static final Color GRID = new Color(0x77, 0x80, 0x8A, 90);

  private final List<EpochMetrics> epochs;

  Curves(List<EpochMetrics> epochs) {
    this.epochs = epochs;
  }

  /** Whether Java finds a font; small containers have none, and say so by errors of many kinds. */
  static boolean canBeDrawn() {
    try {
      new Font(Font.SANS_SERIF, Font.PLAIN, 12)
          .getStringBounds("0", new FontRenderContext(null, true, true));
      return true;
    } catch (RuntimeException | InternalError | LinkageError e) {
      return false;
    }
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
      html.append(Html.image(draw(chart), "png", chart.getTitle()));
    }
    return html.append("</div>\n").toString();
  }

  private static XYChart chart(String title) {
    XYChart chart =
        new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle("epoch").build();
    XYStyler styler = chart.getStyler();
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setSeriesColors(COLOURS);
    styler.setChartBackgroundColor(CLEAR);
    styler.setPlotBackgroundColor(CLEAR);
    styler.setLegendBackgroundColor(CLEAR);
    styler.setLegendBorderColor(CLEAR);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(GRID);
    styler.setChartFontColor(TEXT);
    styler.setAxisTickLabelsColor(TEXT);
    styler.setAxisTickMarksColor(TEXT);
    styler.setXAxisTitleColor(TEXT);
    styler.setChartTitleFont(styler.getChartTitleFont().deriveFont(28f));
    styler.setLegendFont(styler.getLegendFont().deriveFont(22f));
    styler.setAxisTickLabelsFont(styler.getAxisTickLabelsFont().deriveFont(20f));
    styler.setAxisTitleFont(styler.getAxisTitleFont().deriveFont(20f));
    return chart;
  }

  private static BufferedImage draw(XYChart chart) {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = image.createGraphics();
    chart.paint(graphics, WIDTH, HEIGHT);
    graphics.dispose();
    return image;
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
