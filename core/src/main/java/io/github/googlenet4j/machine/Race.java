package io.github.googlenet4j.machine;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Times several ways to do the same in turns, so that a slower phase of the machine affects all of
 * them, and takes each one's shortest time.
 */
public final class Race {
  private static final int WARM_UP_RUNS = 2;
  private static final int RUNS_PER_TURN = 3;
  private static final int LEAST_TURNS = 2;

  private Race() {}

  /**
   * The shortest time of each, in milliseconds.
   *
   * @param limit after which no further turn begins; two turns take place in any case
   */
  public static Map<String, Double> milliseconds(Map<String, Runnable> ways, Duration limit) {
    Map<String, Double> shortest = new LinkedHashMap<>();
    long begin = System.nanoTime();
    ways.values().forEach(way -> run(way, WARM_UP_RUNS));
    for (int turn = 0; turn < LEAST_TURNS || System.nanoTime() - begin < limit.toNanos(); turn++) {
      ways.forEach((name, way) -> shortest.merge(name, run(way, RUNS_PER_TURN), Math::min));
    }
    return shortest;
  }

  private static double run(Runnable way, int runs) {
    long shortest = Long.MAX_VALUE;
    for (int i = 0; i < runs; i++) {
      long start = System.nanoTime();
      way.run();
      shortest = Math.min(shortest, System.nanoTime() - start);
    }
    return shortest / 1e6;
  }
}
