package io.github.googlenet4j.onednn.internal.primitive;

import io.github.googlenet4j.graph.Operation.AdaptiveAveragePool;

/**
 * One thread's share of every node, where several threads compute a picture together.
 *
 * @param number of the thread, from 0
 * @param threads how many compute together
 */
public record ThreadShare(int number, int threads) {
  /** The share of a single thread: everything. */
  public static final ThreadShare WHOLE = new ThreadShare(0, 1);

  /** This thread's part. If there is less than one index per thread, thread 0 takes all. */
  IndexRange of(IndexRange all) {
    if (all.count() >= threads) {
      return all.part(number, threads);
    }
    return number == 0 ? all : new IndexRange(all.first(), 0);
  }

  /** This thread's rows of a node's result. Thread 0 computes an adaptive average pool alone. */
  IndexRange rows(LoweredNode lowered) {
    IndexRange all = IndexRange.all(lowered.shape().height());
    boolean whole =
        lowered.origin() != null && lowered.origin().operation() instanceof AdaptiveAveragePool;
    return whole && number > 0 ? new IndexRange(0, 0) : whole ? all : of(all);
  }
}
