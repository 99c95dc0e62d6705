package io.github.googlenet4j.download;

import java.time.Duration;

/**
 * How long a download waits.
 *
 * @param attempts how often it is begun or resumed
 * @param pause before the second attempt; each further one is twice as long
 * @param connect for a connection
 * @param stall for the next bytes
 */
public record Patience(int attempts, Duration pause, Duration connect, Duration stall) {
  /** For servers far away. */
  public static final Patience DEFAULT =
      new Patience(6, Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofSeconds(30));

  /** Before the attempt of this number, from 2 on. */
  Duration before(int attempt) {
    return pause.multipliedBy(1L << (attempt - 2));
  }
}
