package io.github.googlenet4j.onednn.internal.primitive;

import io.github.googlenet4j.graph.Operation.AdaptiveAveragePool;

/**
 * Which part of everything one of some threads computes.
 *
 * @param number of the thread
 * @param threads how many there are
 */
public record ThreadShare(int number, int threads) {
  /** All there is. */
  public static final ThreadShare WHOLE = new ThreadShare(0, 1);

  /** Its part; what is less than one for each thread is the first one's. */
  IndexRange of(IndexRange all) {
    if (all.count() >= threads) {
      return all.part(number, threads);
    }
    return number == 0 ? all : new IndexRange(all.first(), 0);
  }

  /** Its rows of what a job writes. */
  IndexRange rows(LoweredNode lowered) {
    IndexRange all = IndexRange.all(lowered.shape().height());
    boolean whole =
        lowered.origin() != null && lowered.origin().operation() instanceof AdaptiveAveragePool;
    return whole && number > 0 ? new IndexRange(0, 0) : whole ? all : of(all);
  }
}
