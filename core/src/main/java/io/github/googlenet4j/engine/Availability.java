package io.github.googlenet4j.engine;

import io.github.googlenet4j.graph.Network;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What an engine can do on this machine. A missing library is reported here, not thrown.
 *
 * @param precisions that it runs; empty if it cannot run at all
 * @param detail the library's version and the instructions it uses, or why it cannot run
 * @param broken whether the engine's library for this machine is there, and cannot be used all the
 *     same: damaged, or not to be unpacked. No other engine takes its place then without a word.
 */
public record Availability(Set<Precision> precisions, String detail, boolean broken) {
  public Availability {
    precisions = Set.copyOf(precisions);
  }

  /** An engine that runs, or one that was not made for this machine. */
  public Availability(Set<Precision> precisions, String detail) {
    this(precisions, detail, false);
  }

  /**
   * An engine whose library is there and cannot be used.
   *
   * @param detail why
   */
  public static Availability broken(String detail) {
    return new Availability(Set.of(), detail, true);
  }

  /** Whether the engine runs here in any precision. */
  public boolean usable() {
    return !precisions.isEmpty();
  }

  /**
   * Refuses to look for another engine where this one is broken.
   *
   * @param engine its name
   * @throws IllegalStateException if it is, with the reason
   */
  void refuseBroken(String engine) {
    if (broken) {
      throw new IllegalStateException(
          "engine %s: expected its library to work, found: %s".formatted(engine, detail));
    }
  }

  /**
   * The precision that a network runs in. Where none is asked for it is the network's own: float32,
   * or of a quantised network the fastest that this engine has ({@link Precision#AUTO}).
   *
   * @param fastest says which of several precisions is the fastest here; not asked about one alone
   * @throws IllegalArgumentException if the one asked for is not available, or is int8 and the
   *     network is not quantised
   */
  public Precision choose(
      Optional<Precision> wanted, Network network, Function<Set<Precision>, Precision> fastest) {
    Precision own = network.quantization().isPresent() ? Precision.AUTO : Precision.FP32;
    return choose(wanted.orElse(own), network, fastest);
  }

  private Precision choose(
      Precision wanted, Network network, Function<Set<Precision>, Precision> fastest) {
    boolean quantised = network.quantization().isPresent();
    if (wanted == Precision.AUTO) {
      Set<Precision> possible = EnumSet.copyOf(precisions);
      if (!quantised) {
        possible.remove(Precision.INT8);
      }
      return possible.size() == 1 ? possible.iterator().next() : fastest.apply(possible);
    }
    if (!precisions.contains(wanted)) {
      throw new IllegalArgumentException(
          "precision: expected one of %s, found %s. Choose one that this engine and CPU have."
              .formatted(new TreeSet<>(precisions), wanted));
    }
    if (wanted == Precision.INT8 && !quantised) {
      throw new IllegalArgumentException(
          "precision int8: expected a quantised model, found one in float32. Quantise the model"
              + " first.");
    }
    return wanted;
  }
}
