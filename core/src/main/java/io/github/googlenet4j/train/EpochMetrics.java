package io.github.googlenet4j.train;

import io.github.googlenet4j.evaluate.Temperature;
import io.github.googlenet4j.graph.Head;
import java.util.EnumMap;
import java.util.Map;

/**
 * The results of one epoch: a row of {@code metrics.csv}.
 *
 * @param epoch from 1
 * @param losses mean training loss of each head
 * @param top1 share of training pictures, as augmented, whose class the main head put first
 * @param top5 share whose class the main head put among its first five; not a number with five
 *     classes or fewer
 * @param validation results of the averaged weights on the validation part; NaN without such a part
 * @param rate learning rate of the last step
 * @param side of the pictures in pixels
 * @param imagesPerSecond training pictures a second, loading included, validation excluded
 * @param seconds since training began, the parts of an interrupted run together, validation
 *     included
 */
public record EpochMetrics(
    int epoch,
    Map<Head, Double> losses,
    double top1,
    double top5,
    Validation validation,
    double rate,
    int side,
    double imagesPerSecond,
    double seconds) {

  /**
   * Figures of the validation part: mean cross-entropy, and shares of its pictures.
   *
   * @param temperature the best on these pictures, and the mean cross-entropy with it
   */
  public record Validation(double loss, double top1, double top5, Temperature temperature) {
    /** For a run without a validation part. */
    public static final Validation NONE = new Validation(Double.NaN, Double.NaN, Double.NaN);

    /** Without a temperature. */
    public Validation(double loss, double top1, double top5) {
      this(loss, top1, top5, Temperature.ONE);
    }
  }

  public EpochMetrics {
    Map<Head, Double> copy = new EnumMap<>(Head.class);
    copy.putAll(losses);
    losses = copy;
  }
}
