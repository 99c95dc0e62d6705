package io.github.googlenet4j.onednn;

import io.github.googlenet4j.graph.Node;
import io.github.googlenet4j.graph.Operation;
import io.github.googlenet4j.graph.Operation.AdaptiveAveragePool;
import io.github.googlenet4j.graph.Operation.GlobalAveragePool;
import org.jspecify.annotations.Nullable;

/**
 * What one of some threads computes of every map: some rows.
 *
 * @param number of the thread
 * @param of how many
 */
record Share(int number, int of) {
  /** All there is. */
  static final Share WHOLE = new Share(0, 1);

  /** Rows of what a job writes. What cannot be cut into rows is the first thread's. */
  Rows of(Job job) {
    Rows all = Rows.all(job.shape().height());
    if (isCut(job.node()) && all.count() >= of) {
      return all.part(number, of);
    }
    return number == 0 ? all : new Rows(0, 0);
  }

  private static boolean isCut(@Nullable Node node) {
    Operation operation = node == null ? null : node.operation();
    return !(operation instanceof GlobalAveragePool || operation instanceof AdaptiveAveragePool);
  }
}
