package io.github.googlenet4j.quantize;

import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.file.Model;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Inference;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation.Convolution;
import io.github.googlenet4j.graph.Quantization;
import io.github.googlenet4j.graph.Simplify;
import io.github.googlenet4j.image.PictureLimits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Makes a model for int8. It measures the ranges of activations on pictures, rounds the weights,
 * corrects the biases by the mean error of rounding, and leaves those convolutions in floating
 * point that would change too many answers.
 *
 * <p>Ranges are chosen by three methods ({@link RangeMethod}); the one whose answers agree best
 * with those in float32 is taken. Where that agreement is below the one asked for, convolutions are
 * ranked by the error that each adds, and return to floating point one by one, the worst first.
 *
 * @param engine that will run the model
 * @param threads cores; 0 for all
 * @param pictures largest number of pictures that are used
 * @param agreement share of pictures whose most probable class must stay the same, 0 to 1
 * @param limits what one picture may cost
 */
public record Quantizer(
    Engine engine, int threads, int pictures, double agreement, PictureLimits limits) {
  /** Default share of pictures whose most probable class must stay the same. */
  public static final double DEFAULT_AGREEMENT = .98;

  private static final double PERCENTILE = .9999;
  private static final int RANKING_PICTURES = 32;
  private static final int MOST_FLOATING = 8;

  /** How a range is chosen from measured values. */
  public enum RangeMethod {
    /** The largest value. */
    MAXIMUM,
    /** The value that 99.99 % do not exceed. */
    PERCENTILE,
    /** The one with the least mean squared error. */
    LEAST_SQUARES;

    private float of(Histogram histogram) {
      return switch (this) {
        case MAXIMUM -> histogram.percentile(1);
        case PERCENTILE -> histogram.percentile(Quantizer.PERCENTILE);
        case LEAST_SQUARES ->
            histogram.leastSquares(Quantization.RANGE_STEPS, Quantization.ACTIVATION_STEPS);
      };
    }
  }

  /**
   * A quantised model.
   *
   * @param model for int8
   * @param pictures that were used
   * @param tried the agreement of each method, with all convolutions in int8
   * @param chosen the best method
   * @param agreement of the model, on the pictures that it was calibrated on
   */
  public record Result(
      Model model,
      int pictures,
      Map<RangeMethod, Agreement> tried,
      RangeMethod chosen,
      Agreement agreement) {}

  /** Told what is being done, and which share of it is done. */
  @FunctionalInterface
  public interface Progress {
    /** From 0 to 1. */
    void at(String what, double share);
  }

  public Quantizer {
    if (pictures < 1) {
      throw new IllegalArgumentException(
          "pictures: expected at least 1, found %d. A hundred or more give good ranges."
              .formatted(pictures));
    }
    if (!(agreement >= 0 && agreement <= 1)) {
      throw new IllegalArgumentException(
          "agreement: expected 0 to 1, found %s. It is a share of the pictures."
              .formatted(agreement));
    }
  }

  /** With {@link PictureLimits#DEFAULT}. */
  public Quantizer(Engine engine, int threads, int pictures, double agreement) {
    this(engine, threads, pictures, agreement, PictureLimits.DEFAULT);
  }

  /** On an engine with all cores, 256 pictures, and {@link #DEFAULT_AGREEMENT}. */
  public Quantizer(Engine engine) {
    this(engine, 0, 256, DEFAULT_AGREEMENT);
  }

  /**
   * Quantises a model.
   *
   * @param files pictures like those that it will see; labels are not needed
   * @throws IOException if none can be read
   * @throws IllegalArgumentException if the model has no ReLUs, or is quantised already
   */
  public Result quantize(Model model, List<Path> files, Progress progress) throws IOException {
    check(model);
    CalibrationPictures read =
        CalibrationPictures.read(files, pictures, model.preparation(), limits);
    EngineOptions options =
        EngineOptions.DEFAULT.withThreads(threads).withLargestBatch(CalibrationPictures.BATCH);
    Network simplified = Simplify.apply(Inference.apply(model.network()));
    Map<String, ActivationStatistics> activations =
        Calibration.measure(
            simplified, engine, options, read, share -> progress.at("ranges", share));
    Map<String, float[]> means = Calibration.means(simplified.graph(), activations);
    Reference reference = Reference.of(model, means, engine, options, read);

    List<Candidate> candidates = new ArrayList<>();
    for (RangeMethod range : RangeMethod.values()) {
      Map<String, Float> ranges = new LinkedHashMap<>();
      for (String owner : Calibration.rangeOwners(simplified.graph())) {
        ranges.put(owner, range.of(Calibration.of(activations, owner).histogram()));
      }
      Quantization quantization = new Quantization(ranges, Set.of());
      candidates.add(new Candidate(range, quantization, reference.with(quantization)));
      progress.at(
          "ways to choose ranges", (double) candidates.size() / RangeMethod.values().length);
    }
    Candidate chosen = Collections.min(candidates, Candidate.BEST_FIRST);
    Candidate best = chosen;
    if (chosen.agreement().top1() < agreement) {
      List<String> ranking =
          ranking(
              simplified.graph(),
              chosen.quantization(),
              Reference.of(model, means, engine, options, read.sample(RANKING_PICTURES)),
              progress);
      best = inFloatingPoint(chosen, ranking, reference, progress);
    }
    Map<RangeMethod, Agreement> tried = new LinkedHashMap<>();
    candidates.forEach(candidate -> tried.put(candidate.range(), candidate.agreement()));
    return new Result(
        model
            .quantized(best.quantization(), means)
            .withHistory("quantization", history(chosen, best, read.count())),
        read.count(),
        tried,
        chosen.range(),
        best.agreement());
  }

  private static String history(Candidate chosen, Candidate best, int pictures) {
    return String.format(
        Locale.ROOT,
        "ranges by %s on %d pictures, same first answer as float32 for %.1f %% of them",
        chosen.range().name().toLowerCase(Locale.ROOT).replace('_', ' '),
        pictures,
        100 * best.agreement().top1());
  }

  /** Returns the worst layers to floating point until the agreement is reached. */
  private Candidate inFloatingPoint(
      Candidate all, List<String> ranking, Reference reference, Progress progress) {
    Candidate best = all;
    for (int i = 0; i < MOST_FLOATING && best.agreement().top1() < agreement; i++) {
      Set<String> floating = new LinkedHashSet<>(best.quantization().floating());
      floating.add(ranking.get(i));
      Quantization next = all.quantization().withFloating(floating);
      Candidate candidate = new Candidate(all.range(), next, reference.with(next));
      if (Candidate.BEST_FIRST.compare(candidate, best) < 0) {
        best = candidate;
      }
      progress.at("layers back to floating point", (i + 1.0) / MOST_FLOATING);
    }
    return best;
  }

  /** A quantization and its agreement with float32. */
  private record Candidate(RangeMethod range, Quantization quantization, Agreement agreement) {
    static final Comparator<Candidate> BEST_FIRST =
        Comparator.<Candidate>comparingDouble(candidate -> -candidate.agreement().top1())
            .thenComparingDouble(candidate -> candidate.agreement().error());
  }

  /** Compares quantizations of a model with its float32 logits on the same pictures. */
  private record Reference(
      Model model,
      Map<String, float[]> means,
      Engine engine,
      EngineOptions options,
      CalibrationPictures pictures,
      List<float[]> right) {
    static Reference of(
        Model model,
        Map<String, float[]> means,
        Engine engine,
        EngineOptions options,
        CalibrationPictures pictures) {
      List<float[]> right = Agreement.logits(model.network(), engine, options, pictures);
      return new Reference(model, means, engine, options, pictures, right);
    }

    Agreement with(Quantization quantization) {
      Network network = model.quantized(quantization, means).network();
      EngineOptions int8 = options.withPrecision(Precision.INT8);
      return Agreement.of(right, Agreement.logits(network, engine, int8, pictures));
    }
  }

  /** All convolutions, the one that adds most error first. */
  private static List<String> ranking(
      Graph graph, Quantization all, Reference reference, Progress progress) {
    List<String> names = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (node.operation() instanceof Convolution) {
        names.add(node.name());
      }
    }
    Map<String, Double> errors = new LinkedHashMap<>();
    for (String name : names) {
      errors.put(name, reference.with(all.withFloating(Set.of(name))).error());
      progress.at("error of each layer", (double) errors.size() / names.size());
    }
    names.sort(Comparator.comparingDouble(name -> errors.getOrDefault(name, 0.0)));
    return names;
  }

  private void check(Model model) {
    if (!engine.availability().precisions().contains(Precision.INT8)) {
      throw new IllegalArgumentException(
          "engine %s: expected one that computes int8 here, found %s. Quantise on another machine."
              .formatted(engine.name(), engine.availability().detail()));
    }
    if (model.quantization().isPresent()) {
      throw new IllegalArgumentException(
          "model: expected one in float32, found one quantised already. Quantise the original.");
    }
    if (!model.variant().relu()) {
      throw new IllegalArgumentException(
          "model: expected a variant with ReLU, found seed, whose activations are negative too."
              + " Use paper, torchvision or batch_norm.");
    }
  }
}
