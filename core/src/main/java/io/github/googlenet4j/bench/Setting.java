package io.github.googlenet4j.bench;

import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Precision;

/**
 * A way to run a network that is measured.
 *
 * @param precision that is asked for
 * @param batch pictures in a run
 * @param threads cores; 0 for all
 */
public record Setting(Engine engine, Precision precision, int batch, int threads) {
  EngineOptions options() {
    return EngineOptions.DEFAULT
        .withPrecision(precision)
        .withThreads(threads)
        .withLargestBatch(batch);
  }
}
