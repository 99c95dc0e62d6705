package io.github.googlenet4j.bench;

import io.github.googlenet4j.engine.Engine;
import io.github.googlenet4j.engine.EngineOptions;
import io.github.googlenet4j.engine.Precision;

/** A way to run a network that is measured: engine, precision, pictures in a run, cores. */
public record Setting(Engine engine, Precision precision, int batch, int threads) {
  EngineOptions options() {
    return EngineOptions.DEFAULT
        .withPrecision(precision)
        .withThreads(threads)
        .withLargestBatch(batch);
  }
}
