package io.github.googlenet4j.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Lines over an axis, drawn by XChart at twice the size at which a page shows them. The background
 * is transparent, and the colours are legible on white and on black: a page may be either.
 */
final class Plot {
  private static final int WIDTH = 1040;
  private static final int HEIGHT = 640;
  private static final Color[] COLOURS = {
    new Color(0x2F81C7), new Color(0xD1702A), new Color(0x3C9A62), new Color(0xA266B8)
  };
  private static final Color CLEAR = new Color(0, true);
  private static final Color TEXT = new Color(0x77808A);

  /** How opaque a band is, of 255. */
  private static final int BAND = 60;

  private static final Color GRID = new Color(0x77, 0x80, 0x8A, 90);

  private final XYChart chart;

  Plot(String title, String axis) {
    chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle(axis).build();
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

  /** A line through points; none where there are no points. A single one is drawn as a dot. */
  void line(String name, List<Double> x, List<Double> y) {
    if (!x.isEmpty()) {
      series(name, x, y);
    }
  }

  private XYSeries series(String name, List<Double> x, List<Double> y) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setMarker(x.size() == 1 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    series.setLineStyle(new BasicStroke(3.5f));
    return series;
  }

  /**
   * A line, and around it a band of the same colour.
   *
   * @param colour index of a colour, which wraps around
   * @param least lower edge of the band; empty for none
   * @param most upper edge of the band; empty for none
   */
  void band(
      String name,
      int colour,
      List<Double> x,
      List<Double> y,
      List<Double> least,
      List<Double> most) {
    Color ink = COLOURS[colour % COLOURS.length];
    if (least.size() > 1) {
      // A polygon: along the upper edge, and back along the lower one.
      List<Double> around = new ArrayList<>(x);
      List<Double> edge = new ArrayList<>(most);
      for (int i = x.size() - 1; i >= 0; i--) {
        around.add(x.get(i));
        edge.add(least.get(i));
      }
      XYSeries band = chart.addSeries(name + ", least to most", around, edge);
      band.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
      band.setMarker(SeriesMarkers.NONE);
      band.setLineColor(CLEAR);
      band.setFillColor(new Color(ink.getRed(), ink.getGreen(), ink.getBlue(), BAND));
      band.setShowInLegend(false);
    }
    XYSeries line = series(name, x, y);
    line.setLineColor(ink);
    line.setMarkerColor(ink);
  }

  /** With a logarithmic axis of values, all of which must be above 0. */
  void logarithmic() {
    chart.getStyler().setYAxisLogarithmic(true);
  }

  /** A line with a dot at each point. */
  void dots(String name, List<Double> x, List<Double> y) {
    if (!x.isEmpty()) {
      series(name, x, y).setMarker(SeriesMarkers.CIRCLE);
      chart.getStyler().setMarkerSize(12);
    }
  }

  /** A thin line in the colour of the text, between two points. */
  void guide(String name, double x0, double y0, double x1, double y1) {
    chart
        .addSeries(name, List.of(x0, x1), List.of(y0, y1))
        .setMarker(SeriesMarkers.NONE)
        .setLineColor(TEXT)
        .setLineStyle(
            new BasicStroke(
                2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {10, 8}, 0));
  }

  /** With the horizontal axis from 0 to 100. */
  void percentAcross() {
    chart.getStyler().setXAxisMin(0.).setXAxisMax(100.).setYAxisDecimalPattern("0.##");
  }

  /** With both axes from 0 to 100. */
  void percent() {
    percentAcross();
    chart.getStyler().setYAxisMin(0.).setYAxisMax(100.);
  }

  /** As an image of a page. */
  String html() {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = image.createGraphics();
    chart.paint(graphics, WIDTH, HEIGHT);
    graphics.dispose();
    return Html.image(image, "png", chart.getTitle());
  }
}
