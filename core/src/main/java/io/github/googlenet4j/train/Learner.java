package io.github.googlenet4j.train;

import io.github.googlenet4j.data.Batch;
import io.github.googlenet4j.graph.Graph;
import io.github.googlenet4j.graph.Head;
import io.github.googlenet4j.graph.Tensor;
import io.github.googlenet4j.graph.Weights;
import java.util.Map;

/**
 * A network whose weights change: gradients of batches are gathered, then an update is made.
 *
 * <p>Used by one thread at a time. It owns native memory until it is closed. What it computes
 * depends on its network, its options and the calls made, on nothing else.
 */
public interface Learner extends AutoCloseable {
  /**
   * What a head made of a batch.
   *
   * @param loss mean cross-entropy with the targets, before the head's weight
   * @param top1 pictures whose label had the highest logit
   * @param top5 pictures whose label was among the five highest
   */
  record HeadResult(double loss, int top1, int top5) {}

  /**
   * Runs a batch forwards and backwards: dropout at work, batch statistics in batch normalisation
   * (whose running statistics move, momentum .1, unless frozen). The gradients of {@code share *
   * sum of weight * loss} over the heads are added to those gathered.
   *
   * @param share of this batch in the update; 1 unless several are gathered
   * @param seed of dropout
   */
  Map<Head, HeadResult> accumulate(Batch batch, double share, long seed);

  /** The Euclidean norm of each trained parameter's gathered gradient, before clipping. */
  Map<String, Double> gradientNorms();

  /**
   * Changes the weights by the gathered gradients, which are zero afterwards.
   *
   * @param rate learning rate; each parameter's own is this times its group's factor
   */
  void update(double rate);

  /**
   * From now on computes this graph, which needs the same weights: the network for another side.
   */
  void resize(Graph graph);

  /** A copy of the weights and running statistics. */
  Weights weights();

  /** A copy of their average; of the weights themselves where none is kept. */
  Weights averagedWeights();

  /** All that a learner begun with the same network and options needs to go on bit for bit. */
  Map<String, Tensor> state();

  /**
   * Goes on from a state.
   *
   * @throws IllegalArgumentException if it is that of another network or of other options
   */
  void restore(Map<String, Tensor> state);

  /** What it runs on and how, for people: device, precision, library. */
  String description();

  @Override
  void close();
}
