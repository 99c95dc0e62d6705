package io.github.googlenet4j.onednn;

import io.github.googlenet4j.engine.Availability;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Precision;
import io.github.googlenet4j.graph.Network;
import io.github.googlenet4j.machine.PrecisionTimes;
import java.util.EnumSet;
import java.util.Set;

/**
 * How a network is computed on this machine.
 *
 * @param precision of the convolutions
 * @param narrow whether what an int8 network does not compute in integers is bf16, not float32
 * @param leastWinogradTiles tiles that a thread must have for Winograd's algorithm
 */
record Arithmetic(Precision precision, boolean narrow, int leastWinogradTiles) {
  /**
   * What was asked for; the rest as it is fastest here.
   *
   * @throws IllegalArgumentException if the precision is not available
   */
  static Arithmetic choose(
      OneDnnEngine engine, Availability available, Network network, EngineOptions options) {
    Precision precision =
        available.choose(
            options.precision(),
            network,
            several -> PrecisionTimes.fastest(engine, several));
    return new Arithmetic(
        precision,
        precision == Precision.INT8 && narrow(engine, available),
        WinogradTimes.leastTiles(engine));
  }

  private static boolean narrow(OneDnnEngine engine, Availability available) {
    Set<Precision> floating = EnumSet.copyOf(available.precisions());
    floating.remove(Precision.INT8);
    return PrecisionTimes.fastest(engine, floating) == Precision.BF16;
  }
}
