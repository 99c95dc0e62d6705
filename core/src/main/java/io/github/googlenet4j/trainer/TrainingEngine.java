package io.github.googlenet4j.trainer;

import io.github.googlenet4j.graph.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** A library that trains networks: a module on the class path, found by {@link #best()}. */
public interface TrainingEngine {
  /** Its name in messages and reports. */
  String name();

  /** Why it cannot run on this machine; empty if it can. */
  String obstacle();

  /**
   * Checks, without making a learner, whether one of this precision could be made on this device.
   *
   * @throws IllegalArgumentException if the precision or the device is not available; the message
   *     says what is
   */
  default void check(LearnerOptions options) {}

  /**
   * What it finds on this machine beside the processor, for people: a name and what it is or lacks
   * for each. Loads nothing that training on the processor would not need.
   */
  default Map<String, String> describe() {
    return Map.of();
  }

  /**
   * A learner for this network, every head of which is trained.
   *
   * @throws IllegalArgumentException if the precision or the device is not available; the message
   *     says what is
   */
  Learner learner(Network network, LearnerOptions options);

  /** All training engines on the class path. */
  static List<TrainingEngine> all() {
    return ServiceLoader.load(TrainingEngine.class).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }

  /**
   * The first engine on the class path that runs on this machine.
   *
   * @throws IllegalStateException if none does; the message says why of each
   */
  static TrainingEngine best() {
    List<String> reasons = new ArrayList<>();
    for (TrainingEngine engine : all()) {
      String obstacle = engine.obstacle();
      if (obstacle.isEmpty()) {
        return engine;
      }
      reasons.add(engine.name() + ": " + obstacle.replaceFirst("\\.$", ""));
    }
    throw new IllegalStateException(
        "training: expected an engine that runs on this machine, found %s. Add the module torch."
            .formatted(reasons.isEmpty() ? "none on the class path" : String.join("; ", reasons)));
  }
}
