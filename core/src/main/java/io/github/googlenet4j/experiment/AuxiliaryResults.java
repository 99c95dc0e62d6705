package io.github.googlenet4j.experiment;

import io.github.googlenet4j.evaluate.Bootstrap;
import io.github.googlenet4j.evaluate.ConfidenceInterval;
import io.github.googlenet4j.evaluate.SeedPairs;
import io.github.googlenet4j.graph.Head;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The trainings of an experiment. Immutable.
 *
 * @param runs complete pairs: each with the auxiliary heads has one without, of the same variant
 *     and seed
 * @param part what the accuracy was measured on
 */
public record AuxiliaryResults(List<AuxiliaryRun> runs, String part) {
  public AuxiliaryResults {
    runs = List.copyOf(runs);
  }

  /** The variants, in the order of their runs. */
  public List<String> variants() {
    return runs.stream().map(AuxiliaryRun::variant).distinct().toList();
  }

  /** The runs of a variant with or without the heads, by seed. */
  public List<AuxiliaryRun> runs(String variant, boolean auxiliary) {
    return runs.stream()
        .filter(run -> run.variant().equals(variant) && run.auxiliary() == auxiliary)
        .sorted((a, b) -> Long.compare(a.seed(), b.seed()))
        .toList();
  }

  /** A variant's runs without the heads and with them, seed by seed. */
  public SeedPairs pairs(String variant) {
    List<AuxiliaryRun> without = runs(variant, false);
    return new SeedPairs(
        without.stream().map(AuxiliaryRun::right).toList(),
        runs(variant, true).stream().map(AuxiliaryRun::right).toList(),
        without.get(0).images());
  }

  /** The mean over the seeds. */
  public double mean(String variant, boolean auxiliary, ToDoubleFunction<AuxiliaryRun> value) {
    return runs(variant, auxiliary).stream().mapToDouble(value).average().orElse(Double.NaN);
  }

  /** The mean top-1 of an auxiliary head. */
  public double accuracy(String variant, Head head) {
    return mean(variant, true, run -> run.accuracy().getOrDefault(head, Double.NaN));
  }

  /** What the heads did, a sentence for each variant. */
  public List<String> sentences(Bootstrap bootstrap) {
    List<String> sentences = new ArrayList<>();
    variants().forEach(variant -> sentences.add(sentence(variant, bootstrap)));
    return sentences;
  }

  private String sentence(String variant, Bootstrap bootstrap) {
    SeedPairs pairs = pairs(variant);
    ConfidenceInterval interval = pairs.interval(bootstrap);
    int seeds = pairs.first().size();
    double time =
        mean(variant, true, AuxiliaryRun::seconds) / mean(variant, false, AuxiliaryRun::seconds);
    return String.format(
        Locale.ROOT,
        "%s: with the auxiliary heads top-1 on %s is %.1f %%, without them %.1f %% (%s; difference"
            + " %+.1f %%, 95 %% interval %+.1f to %+.1f): %s. Training took %.2f times as long.",
        variant,
        part,
        100 * mean(variant, true, AuxiliaryRun::top1),
        100 * mean(variant, false, AuxiliaryRun::top1),
        seeds == 1 ? "one seed" : "mean of %d seeds".formatted(seeds),
        100 * pairs.difference(),
        100 * interval.low(),
        100 * interval.high(),
        verdict(interval),
        time);
  }

  private static String verdict(ConfidenceInterval interval) {
    if (interval.low() > 0) {
      return "the heads helped, by more than chance";
    }
    return interval.high() < 0
        ? "the heads did harm, by more than chance"
        : "no effect that is more than chance";
  }
}
