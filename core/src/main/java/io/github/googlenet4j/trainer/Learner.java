package io.github.googlenet4j.trainer;

import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import io.github.googlenet4j.loading.Batch;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A network that is trained: gradients of batches are accumulated, then the weights are updated.
 *
 * <p>Used by one thread at a time. It owns native memory until it is closed. Its results depend
 * only on its network, its options and the calls made.
 */
public interface Learner extends AutoCloseable {
  /**
   * The results of one head for a batch.
   *
   * @param loss mean cross-entropy with the targets, before the head's weight
   * @param top1 number of pictures whose label had the highest logit
   * @param top5 number of pictures whose label had one of the five highest logits
   */
  record HeadResult(double loss, int top1, int top5) {}

  /**
   * Runs a batch forwards and backwards, with dropout and with batch statistics in batch
   * normalisation, whose running statistics are updated with momentum .1 unless they are frozen.
   * The gradients of {@code share * sum of weight * loss} over the heads are added to the
   * accumulated ones.
   *
   * @param share of this batch in the update; 1 unless several batches are accumulated
   * @param seed of dropout
   */
  Map<Head, HeadResult> accumulate(Batch batch, double share, long seed);

  /**
   * {@link #accumulate}, whose results are waited for when they are asked for: a GPU computes while
   * the next batch is made. The batch is no longer needed once this returns.
   */
  default Supplier<Map<Head, HeadResult>> begin(Batch batch, double share, long seed) {
    Map<Head, HeadResult> results = accumulate(batch, share, seed);
    return () -> results;
  }

  /** The Euclidean norm of each trained parameter's accumulated gradient, before clipping. */
  Map<String, Double> gradientNorms();

  /**
   * Updates the weights with the accumulated gradients and sets these to zero.
   *
   * @param rate learning rate; each parameter's own is this times its group's factor
   */
  void update(double rate);

  /**
   * Replaces the graph by one with the same parameters: the network for pictures of another side.
   */
  void resize(Graph graph);

  /** A copy of the weights and running statistics. */
  Weights weights();

  /** A copy of the averaged weights; of the weights themselves where no average is kept. */
  Weights averagedWeights();

  /** Everything that a learner with the same network and options needs to go on bit for bit. */
  Map<String, Tensor> state();

  /**
   * Replaces this learner's state.
   *
   * @throws IllegalArgumentException if it is that of another network or of other options
   */
  void restore(Map<String, Tensor> state);

  /** Device, precision and library, for people. */
  String description();

  @Override
  void close();
}
