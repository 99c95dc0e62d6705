package io.github.googlenet4j.serve.metrics;

import io.github.googlenet4j.serve.outcome.Outcome;
import io.github.googlenet4j.serve.outcome.RequestOutcome;
import io.github.googlenet4j.serve.outcome.ServerListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * Counts what a server does, as Prometheus reads it. All names begin with {@code googlenet_}. A
 * label has only values that the server chose: a client cannot make new series. Safe for concurrent
 * callers.
 */
public final class ServerMetrics implements ServerListener, AutoCloseable {
  /** What {@link #scrape} is, as HTTP says it. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private static final Duration[] TIMES =
      DoubleStream.of(1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10000, 20000)
          .mapToObj(milliseconds -> Duration.ofNanos((long) (1e6 * milliseconds)))
          .toArray(Duration[]::new);

  private static final double[] BATCHES = {1, 2, 4, 8, 16, 32, 64, 128};

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Supplier<Map<String, String>> versions;
  private final MultiGauge models;
  private final Map<RequestKind, Counter> requests = new ConcurrentHashMap<>();
  private final Map<String, ModelMeters> byModel = new ConcurrentHashMap<>();

  /** What requests are counted by. */
  private record RequestKind(String protocol, String model, Outcome outcome) {}

  /** What is measured of one model. */
  private record ModelMeters(
      Counter pictures,
      Timer total,
      Timer waiting,
      Timer decoding,
      Timer running,
      Timer run,
      DistributionSummary batch) {}

  /**
   * @param waiting pictures that wait or run at this moment
   * @param versions of the models that answer, by name
   */
  public ServerMetrics(IntSupplier waiting, Supplier<Map<String, String>> versions) {
    this.versions = versions;
    this.models =
        MultiGauge.builder("googlenet.model.info")
            .description("1 for each model that answers, with its version")
            .register(registry);
    gauge("queue.pictures", "Pictures that wait or run", waiting::getAsInt);
    bytes("heap.used", "Memory of objects on the heap", ProcessMemory::heapUsed);
    bytes("heap.limit", "Memory to which the heap may grow", ProcessMemory::heapLimit);
    bytes("buffers", "Memory of buffers outside of the heap", ProcessMemory::buffers);
    bytes("resident.memory", "Memory of the whole process", ProcessMemory::resident);
    bytes(
        "engine.memory",
        "Memory that is neither objects, nor the JVM's own, nor buffers: at most the engine's",
        ProcessMemory::engine);
  }

  private void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder("googlenet." + name, value).description(description).register(registry);
  }

  private void bytes(String name, String description, Supplier<Number> value) {
    Gauge.builder("googlenet." + name, value)
        .description(description)
        .baseUnit("bytes")
        .register(registry);
  }

  @Override
  public void ended(RequestOutcome request) {
    RequestKind kind = new RequestKind(request.protocol(), request.model(), request.outcome());
    requests.computeIfAbsent(kind, this::counter).increment();
    if (request.outcome() != Outcome.ANSWERED || request.pictures() == 0) {
      return;
    }
    ModelMeters meters = meters(request.model());
    meters.pictures.increment(request.pictures());
    meters.total.record(request.times().total(), TimeUnit.NANOSECONDS);
    meters.waiting.record(request.times().waiting(), TimeUnit.NANOSECONDS);
    meters.decoding.record(request.times().decoding(), TimeUnit.NANOSECONDS);
    meters.running.record(request.times().running(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void ran(String model, int pictures, long nanos) {
    ModelMeters meters = meters(model);
    meters.batch.record(pictures);
    meters.run.record(nanos, TimeUnit.NANOSECONDS);
  }

  private Counter counter(RequestKind kind) {
    return Counter.builder("googlenet.requests")
        .description("Requests by what became of them")
        .tag("protocol", kind.protocol())
        .tag("model", kind.model())
        .tag("outcome", kind.outcome().toString())
        .register(registry);
  }

  private ModelMeters meters(String model) {
    return byModel.computeIfAbsent(model, this::register);
  }

  private ModelMeters register(String model) {
    return new ModelMeters(
        Counter.builder("googlenet.pictures")
            .description("Pictures answered")
            .tag("model", model)
            .register(registry),
        timer("request", "From a request's arrival to its answer", model),
        timer("request.waiting", "In which a request's pictures waited, together", model),
        timer("request.decoding", "In which a request's pictures were decoded, together", model),
        timer("request.running", "In which the network ran for a request", model),
        timer("run", "Of one run of the network on a batch", model),
        DistributionSummary.builder("googlenet.batch.pictures")
            .description("Pictures in one run of the network")
            .serviceLevelObjectives(BATCHES)
            .tag("model", model)
            .register(registry));
  }

  private Timer timer(String name, String description, String model) {
    return Timer.builder("googlenet." + name)
        .description("Time: " + description)
        .serviceLevelObjectives(TIMES)
        .tag("model", model)
        .register(registry);
  }

  /** All of it, in Prometheus' text format. */
  public String scrape() {
    models.register(
        versions.get().entrySet().stream()
            .map(
                model ->
                    MultiGauge.Row.of(
                        Tags.of("model", model.getKey(), "version", model.getValue()), 1))
            .collect(Collectors.toList()),
        true);
    return registry.scrape();
  }

  @Override
  public void close() {
    registry.close();
  }
}
