package io.github.googlenet4j.machine;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Times several ways to do the same in turns, so that a slower phase of the machine affects all of
 * them, and takes each one's shortest time.
 *
 * <p>Where others use the machine, a run takes longer by the clock than it computes, and the JVM's
 * own threads add to the process's time on the CPU. Neither is too short, so the shorter one
 * counts. Give it work of one thread: several threads that wait for each other compute while they
 * wait.
 */
public final class Race {
  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  private static final int WARM_UP_RUNS = 1;
  private static final int RUNS_PER_TURN = 2;
  private static final int LEAST_TURNS = 3;

  private Race() {}

  /**
   * The shortest time of each, in milliseconds.
   *
   * @param limit after which no further turn begins; three turns take place in any case
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
      long before = computed();
      way.run();
      long computed = computed() - before;
      long passed = System.nanoTime() - start;
      shortest = Math.min(shortest, computed <= 0 ? passed : Math.min(computed, passed));
    }
    return shortest / 1e6;
  }

  /** Nanoseconds that this process's Java threads have computed; 0 where that is not known. */
  private static long computed() {
    long sum = 0;
    if (THREADS.isThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled()) {
      for (long time : THREADS.getThreadCpuTime(THREADS.getAllThreadIds())) {
        sum += Math.max(0, time); // -1 for a thread that has ended
      }
    }
    return sum;
  }
}
