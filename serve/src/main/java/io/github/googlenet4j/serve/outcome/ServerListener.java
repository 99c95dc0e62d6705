package io.github.googlenet4j.serve.outcome;

/**
 * Told of what a server does. Its methods are called on the threads that do it, possibly several at
 * once, and must neither wait nor throw.
 */
public interface ServerListener {
  /** A request is over: answered, refused or given up. */
  default void ended(RequestOutcome outcome) {}

  /**
   * A model has run.
   *
   * @param model its name
   * @param pictures in the batch
   * @param nanos that the run took
   */
  default void ran(String model, int pictures, long nanos) {}
}
