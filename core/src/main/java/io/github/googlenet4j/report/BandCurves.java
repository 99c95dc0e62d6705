package io.github.googlenet4j.report;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Curves of several runs: the mean as a line, and from the least to the most as a band. Values of
 * many places are gathered into a few.
 */
final class BandCurves {
  private static final int MOST_PLACES = 120;

  private final Plot plot;
  private int curves;

  BandCurves(String title, String xTitle) {
    this.plot = new Plot(title, xTitle);
  }

  /** A logarithmic axis of values, all of which must be above 0. */
  BandCurves logarithmic() {
    plot.logarithmic();
    return this;
  }

  /**
   * Adds a curve, if there are values.
   *
   * @param runs the values of each run, by place
   */
  void add(String name, List<? extends SortedMap<? extends Number, Double>> runs) {
    SortedMap<Double, List<Double>> places = places(runs);
    int colour = curves++;
    if (places.isEmpty()) {
      return;
    }
    List<Double> mean = new ArrayList<>();
    List<Double> least = new ArrayList<>();
    List<Double> most = new ArrayList<>();
    for (List<Double> values : places.values()) {
      DoubleSummaryStatistics all = values.stream().mapToDouble(value -> value).summaryStatistics();
      mean.add(all.getAverage());
      if (runs.size() > 1) {
        least.add(all.getMin());
        most.add(all.getMax());
      }
    }
    plot.band(name, colour, new ArrayList<>(places.keySet()), mean, least, most);
  }

  /** The values of all runs by place; of many neighbouring places a run's mean. */
  private static SortedMap<Double, List<Double>> places(
      List<? extends SortedMap<? extends Number, Double>> runs) {
    double last =
        runs.stream()
            .flatMap(run -> run.keySet().stream())
            .mapToDouble(Number::doubleValue)
            .max()
            .orElse(0);
    double width = Math.max(1, Math.ceil((last + 1) / MOST_PLACES));
    SortedMap<Double, List<Double>> places = new TreeMap<>();
    for (SortedMap<? extends Number, Double> run : runs) {
      SortedMap<Double, List<Double>> own = new TreeMap<>();
      for (Map.Entry<? extends Number, Double> entry : run.entrySet()) {
        if (Double.isFinite(entry.getValue())) {
          double place = Math.floor(entry.getKey().doubleValue() / width) * width;
          own.computeIfAbsent(place, key -> new ArrayList<>()).add(entry.getValue());
        }
      }
      own.forEach(
          (place, values) ->
              places
                  .computeIfAbsent(place, key -> new ArrayList<>())
                  .add(values.stream().mapToDouble(value -> value).average().orElseThrow()));
    }
    return places;
  }

  /** The chart as an image of a page. */
  String html() {
    return plot.html();
  }
}
