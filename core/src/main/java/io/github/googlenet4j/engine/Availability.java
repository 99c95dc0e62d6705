package io.github.googlenet4j.engine;

import java.util.Set;

/**
 * What an engine can do on this machine. A library that is missing is a value here, not a crash.
 *
 * @param precisions those that it runs; empty if it cannot run at all
 * @param detail the library's version and the instructions it uses, or why it cannot run
 */
public record Availability(Set<Precision> precisions, String detail) {
  public Availability {
    precisions = Set.copyOf(precisions);
  }

  /** Whether the engine runs here in any precision. */
  public boolean usable() {
    return !precisions.isEmpty();
  }
}
