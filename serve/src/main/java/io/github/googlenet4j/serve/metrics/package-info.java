/** What Prometheus may ask: requests, times, batches, queue, memory, models. */
@org.jspecify.annotations.NullMarked
package io.github.googlenet4j.serve.metrics;
