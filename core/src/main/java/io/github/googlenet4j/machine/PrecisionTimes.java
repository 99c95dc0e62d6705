package io.github.googlenet4j.machine;

import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.engine.Program;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.model.Variant;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How fast an engine computes in each precision on this machine.
 *
 * <p>That a CPU has instructions for a precision does not say that they pay: bf16 takes .55 of
 * float32's time on one, and 1.7 of it on another. So {@link FirstLayers} are run for one picture
 * of 224 pixels.
 */
public final class PrecisionTimes {
  private static final int SIDE = 224;
  private static final Duration LIMIT = Duration.ofMillis(100);

  /** What a faster precision has to gain, so that chance does not decide. */
  private static final double WORTH_IT = .97;

  /** The more exact first. */
  private static final List<Precision> ORDER =
      List.of(Precision.FP32, Precision.BF16, Precision.INT8);

  private PrecisionTimes() {}

  /**
   * Milliseconds of these layers in each precision, on one thread; measured if they are not known.
   *
   * @param precisions that the engine has, without {@link Precision#AUTO}
   */
  public static Map<Precision, Double> of(Engine engine, Collection<Precision> precisions) {
    List<Precision> wanted = ORDER.stream().filter(precisions::contains).toList();
    String subject =
        "%s, %s, %s"
            .formatted(
                engine.name(),
                wanted.stream().map(Precision::toString).collect(Collectors.joining("/")),
                engine.availability().detail());
    Map<String, Double> times = Measurements.shared().get(subject, () -> measure(engine, wanted));
    Map<Precision, Double> found = new EnumMap<>(Precision.class);
    wanted.forEach(
        precision -> found.put(precision, times.getOrDefault(precision.toString(), Double.NaN)));
    return found;
  }

  /** The fastest of some precisions. Where there is one, nothing is measured. */
  public static Precision fastest(Engine engine, Set<Precision> precisions) {
    return precisions.size() == 1 ? precisions.iterator().next() : fastest(of(engine, precisions));
  }

  /**
   * For people: the times, and which precision is taken for a network that is not quantised and for
   * one that is.
   */
  public static String describe(Engine engine, Set<Precision> precisions) {
    Set<Precision> floating = EnumSet.copyOf(precisions);
    floating.remove(Precision.INT8);
    Map<Precision, Double> all = of(engine, precisions);
    String times =
        all.entrySet().stream()
            .map(
                entry -> String.format(Locale.ROOT, "%s %.1f ms", entry.getKey(), entry.getValue()))
            .collect(Collectors.joining(", "));
    return "%s for the first layers on one thread; auto takes %s, of a quantised model %s"
        .formatted(times, fastest(engine, floating), fastest(all));
  }

  /** The fastest by these times; the more exact one where the difference is small. */
  static Precision fastest(Map<Precision, Double> times) {
    Precision best = Precision.FP32;
    for (Precision precision : ORDER) {
      double limit = WORTH_IT * times.getOrDefault(best, Double.POSITIVE_INFINITY);
      if (times.containsKey(precision)
          && (!times.containsKey(best) || times.get(precision) < limit)) {
        best = precision;
      }
    }
    return best;
  }

  private static Map<String, Double> measure(Engine engine, List<Precision> precisions) {
    Network network = FirstLayers.network(Variant.BATCH_NORM, SIDE);
    Map<String, Program> programs = new LinkedHashMap<>();
    try {
      for (Precision precision : precisions) {
        EngineOptions options =
            EngineOptions.DEFAULT.withThreads(1).withLargestBatch(1).withPrecision(precision);
        programs.put(precision.toString(), engine.compile(network, options));
      }
      FloatBuffer picture = FirstLayers.pictures(network.graph().input().size());
      Map<String, Runnable> runs = new LinkedHashMap<>();
      programs.forEach((name, program) -> runs.put(name, () -> program.run(picture, 1)));
      return Race.milliseconds(runs, LIMIT);
    } finally {
      programs.values().forEach(Program::close);
    }
  }
}
