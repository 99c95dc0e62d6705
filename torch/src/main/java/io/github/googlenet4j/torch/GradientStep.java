package io.github.googlenet4j.torch;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.loading.Batch;
import io.github.googlenet4j.trainer.Learner.HeadResult;
import java.util.Map;
import java.util.function.Supplier;

/** A batch forwards and backwards, on one kind of device. */
interface GradientStep extends AutoCloseable {
  /**
   * Gathers the gradients of {@code share * sum of weight * loss}.
   *
   * @param add whether gradients gathered before are added to; else these take their place
   * @return the heads' results, waited for when they are asked for
   */
  Supplier<Map<Head, HeadResult>> run(Batch batch, double share, long seed, boolean add);

  /** While open, what the calling thread asks of LibTorch comes after this step's work. */
  interface Entered extends AutoCloseable {
    @Override
    void close();
  }

  /** To be called before anything else reads or changes what a step works with. */
  Entered afterPendingWork();

  /** From now on computes this graph. */
  void resize(Graph graph);

  @Override
  void close();
}
