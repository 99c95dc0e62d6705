package io.github.googlenet4j.train;

import io.github.googlenet4j.graph.Head;
import java.util.Map;

/** Is told what happens in training, on the thread that trains. */
public interface TrainingListener {
  /**
   * Progress after a batch.
   *
   * @param epoch from 1
   * @param epochs in the whole training
   * @param batch batches of this epoch that are done
   * @param batches in an epoch
   * @param losses of the heads, mean of this epoch so far
   * @param rate learning rate of the last update
   * @param imagesPerSecond in this epoch, since the run began or was resumed
   * @param secondsLeft estimate until training ends, without validation
   */
  record Progress(
      int epoch,
      int epochs,
      int batch,
      int batches,
      Map<Head, Double> losses,
      double rate,
      double imagesPerSecond,
      double secondsLeft) {}

  /**
   * The run's folder is about to be written. Before, a process may end at any time without loss;
   * from now on a stop saves.
   */
  default void begun(RunFolder folder) {}

  /** Work other than training: what it is, how much is done and how much there is. */
  default void working(String what, int done, int all) {}

  /** A batch is done. */
  default void step(Progress progress) {}

  /**
   * An epoch is done.
   *
   * @param best whether its weights are the best so far
   */
  default void epoch(EpochMetrics metrics, boolean best) {}

  /**
   * Whether {@link #gradients} is to be called in an epoch, counted from 1. It costs some
   * milliseconds for each update.
   */
  default boolean watchesGradients(int epoch) {
    return false;
  }

  /**
   * The gradients of an update, before it is made.
   *
   * @param update counted from 0
   * @param norms the Euclidean norm of each trained parameter's gradient, by name
   */
  default void gradients(long update, Map<String, Double> norms) {}

  /** A note for people, one line. */
  default void note(String note) {}
}
