package io.github.googlenet4j.engine;

import io.github.googlenet4j.graph.Network;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an engine can do on this machine. A missing library is reported here, not thrown.
 *
 * @param precisions that it runs; empty if it cannot run at all
 * @param detail the library's version and the instructions it uses, or why it cannot run
 */
public record Availability(Set<Precision> precisions, String detail) {
  public Availability {
    precisions = Set.copyOf(precisions);
  }

  /** Whether the engine runs here in any precision. */
  public boolean usable() {
    return !precisions.isEmpty();
  }

  /**
   * The precision that a network runs in. Where none is asked for it is the network's own: float32,
   * or of a quantised network the fastest that this engine has ({@link Precision#AUTO}).
   *
   * @throws IllegalArgumentException if the one asked for is not available, or is int8 and the
   *     network is not quantised
   */
  public Precision choose(Optional<Precision> wanted, Network network) {
    Precision own = network.quantization().isPresent() ? Precision.AUTO : Precision.FP32;
    return choose(wanted.orElse(own), network);
  }

  /**
   * The precision that is asked for; for {@link Precision#AUTO} the fastest that both have.
   *
   * @throws IllegalArgumentException if it is not available, or is int8 and the network is not
   *     quantised
   */
  public Precision choose(Precision wanted, Network network) {
    if (wanted == Precision.AUTO) {
      if (network.quantization().isPresent() && precisions.contains(Precision.INT8)) {
        return Precision.INT8;
      }
      return precisions.contains(Precision.BF16) ? Precision.BF16 : Precision.FP32;
    }
    if (!precisions.contains(wanted)) {
      throw new IllegalArgumentException(
          "precision: expected one of %s, found %s. Choose one that this engine and CPU have."
              .formatted(new TreeSet<>(precisions), wanted));
    }
    if (wanted == Precision.INT8 && network.quantization().isEmpty()) {
      throw new IllegalArgumentException(
          "precision int8: expected a quantised model, found one in float32. Quantise the model"
              + " first.");
    }
    return wanted;
  }
}
