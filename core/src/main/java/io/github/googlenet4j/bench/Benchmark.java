package io.github.googlenet4j.bench;

import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.graph.Inference;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.loading.PicturePipeline;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Measures settings in turns, round after round, so that a slower phase of the machine affects all
 * of them.
 *
 * <p>Only one program is open at a time: OpenMP counts the threads of all programs, and if they
 * exceed the cores, lets threads sleep instead of spin between operations. A service would not run
 * like that.
 *
 * @param rounds how often each setting has its turn
 * @param secondsPerTurn how long a turn is at least, after warming up
 */
public record Benchmark(int rounds, double secondsPerTurn) {
  private static final int WARM_UP_RUNS = 3;
  private static final int LEAST_RUNS = 5;
  private static final long SEED = 1;

  public Benchmark {
    if (rounds < 1) {
      throw new IllegalArgumentException(
          "rounds: expected at least 1, found %d.".formatted(rounds));
    }
    if (!(secondsPerTurn >= 0)) {
      throw new IllegalArgumentException(
          "seconds: expected 0 or more, found %s.".formatted(secondsPerTurn));
    }
  }

  /** The measurements of one setting so far. */
  private static final class Tally {
    final List<Double> runs = new ArrayList<>();
    final List<Double> medians = new ArrayList<>();
    final List<Double> shares = new ArrayList<>();
    @Nullable Precision precision;
    long heap;
    double resident;
  }

  /**
   * Measures the main head's logits.
   *
   * @param done told how many turns are over
   * @throws IllegalArgumentException if a setting is not available on this machine; the message
   *     says why
   */
  public List<Measurement> run(Network network, List<Setting> settings, IntConsumer done) {
    Network answering = Inference.apply(network);
    double operations = 2.0 * answering.graph().multiplyAdds();
    Map<Setting, Tally> tallies = new LinkedHashMap<>();
    settings.forEach(setting -> tallies.put(setting, new Tally()));
    int turns = 0;
    for (int round = 0; round < rounds; round++) {
      for (Map.Entry<Setting, Tally> entry : tallies.entrySet()) {
        turn(answering, operations, entry.getKey(), entry.getValue());
        done.accept(++turns);
      }
    }
    return tallies.entrySet().stream().map(e -> measurement(e.getKey(), e.getValue())).toList();
  }

  private void turn(Network network, double operations, Setting setting, Tally tally) {
    Precision precision = tally.precision;
    if (precision == null) {
      precision = taken(network, setting);
      tally.precision = precision;
    }
    double product = peakOperationsPerSecond(setting, precision);
    List<Double> runs = new ArrayList<>();
    try (Program program = setting.engine().compile(network, setting.options())) {
      FloatBuffer pictures = pictures(setting.batch() * program.input().size());
      for (int i = 0; i < WARM_UP_RUNS; i++) {
        program.run(pictures, setting.batch());
      }
      long begin = System.nanoTime();
      while (runs.size() < LEAST_RUNS || System.nanoTime() - begin < 1e9 * secondsPerTurn) {
        long start = System.nanoTime();
        program.run(pictures, setting.batch());
        runs.add(1e-9 * (System.nanoTime() - start));
      }
      tally.heap = heap(program, pictures, setting.batch());
      tally.resident = ProcessStatistics.residentMegabytes();
    }
    double median = percentile(runs, .5);
    tally.runs.addAll(runs);
    tally.medians.add(median);
    tally.shares.add(operations * setting.batch() / median / product);
  }

  /** The precision that a setting's program computes in. */
  private static Precision taken(Network network, Setting setting) {
    if (setting.precision() != Precision.AUTO) {
      return setting.precision();
    }
    try (Program program = setting.engine().compile(network, setting.options())) {
      return program.precision();
    }
  }

  /** Bytes that one run allocates; those of the measurement itself are subtracted. */
  private static long heap(Program program, FloatBuffer pictures, int batch) {
    long nothing = -ProcessStatistics.allocated() + ProcessStatistics.allocated();
    long before = ProcessStatistics.allocated();
    for (int i = 0; i < LEAST_RUNS; i++) {
      program.run(pictures, batch);
    }
    return Math.max(0, ProcessStatistics.allocated() - before - nothing) / LEAST_RUNS;
  }

  /** The peak that the engine measures, or that of the first engine that measures one. */
  private static double peakOperationsPerSecond(Setting setting, Precision precision) {
    return Stream.concat(Stream.of(setting.engine()), Engine.all().stream())
        .map(engine -> engine.peakOperationsPerSecond(precision, setting.threads()))
        .flatMapToDouble(OptionalDouble::stream)
        .findFirst()
        .orElse(Double.NaN);
  }

  /** Noise, because zeros or equal values could be faster. */
  private static FloatBuffer pictures(int size) {
    Random random = new Random(SEED);
    FloatBuffer pictures = PicturePipeline.buffer(size);
    for (int i = 0; i < size; i++) {
      pictures.put(i, random.nextInt(256));
    }
    return pictures;
  }

  private static Measurement measurement(Setting setting, Tally tally) {
    double median = percentile(tally.runs, .5);
    return new Measurement(
        setting,
        Objects.requireNonNull(tally.precision),
        1000 * median,
        1000 * percentile(tally.runs, .9),
        1000 * percentile(tally.runs, .99),
        1000 * percentile(tally.medians, 0),
        1000 * percentile(tally.medians, 1),
        setting.batch() / median,
        percentile(tally.shares, .5),
        tally.heap,
        tally.resident,
        tally.runs.size());
  }

  private static double percentile(List<Double> values, double share) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * (sorted.length - 1)))];
  }
}
