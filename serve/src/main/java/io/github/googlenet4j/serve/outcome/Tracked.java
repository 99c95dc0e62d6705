package io.github.googlenet4j.serve.outcome;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is known of a request while it is answered. Several threads add to it; the one that ends it
 * makes its {@link RequestOutcome}.
 */
public final class Tracked {
  private final long arrived;
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicLong decoding = new AtomicLong();
  private final AtomicLong running = new AtomicLong();
  private volatile String model = "";
  private volatile String version = "";
  private volatile Outcome outcome = Outcome.ANSWERED;
  private volatile int pictures;

  /**
   * @param arrived {@link System#nanoTime} when it came
   */
  public Tracked(long arrived) {
    this.arrived = arrived;
  }

  /** {@link System#nanoTime} when it came. */
  public long arrived() {
    return arrived;
  }

  /** Which model answers. */
  public void model(String name, String itsVersion) {
    this.model = name;
    this.version = itsVersion;
  }

  /** What becomes of it. */
  public void outcome(Outcome value) {
    this.outcome = value;
  }

  /** How many pictures it asks about. */
  public void pictures(int count) {
    this.pictures = count;
  }

  /** Nanoseconds that a picture of it has waited. */
  public void waited(long nanos) {
    waiting.addAndGet(nanos);
  }

  /** Nanoseconds in which a picture of it was decoded. */
  public void decoded(long nanos) {
    decoding.addAndGet(nanos);
  }

  /** Nanoseconds of a run with pictures of it. */
  public void ran(long nanos) {
    running.addAndGet(nanos);
  }

  /** What became of it, over HTTP. */
  public RequestOutcome overHttp(
      String method, String route, String client, int status, Body body, Optional<String> trace) {
    return ended("http", method, route, client, status, body, trace);
  }

  /** What became of it, over gRPC. */
  public RequestOutcome overGrpc(
      String route, String client, int code, Body body, Optional<String> trace) {
    return ended("grpc", "", route, client, code, body, trace);
  }

  /**
   * Sizes of bodies.
   *
   * @param received bytes
   * @param sent bytes
   */
  public record Body(long received, long sent) {}

  private RequestOutcome ended(
      String protocol,
      String method,
      String route,
      String client,
      int status,
      Body body,
      Optional<String> trace) {
    return new RequestOutcome(
        protocol,
        method,
        route,
        client,
        model,
        version,
        outcome,
        status,
        pictures,
        body.received(),
        body.sent(),
        times(),
        trace);
  }

  /** Where its time went until now. */
  public RequestOutcome.Times times() {
    return new RequestOutcome.Times(
        System.nanoTime() - arrived, waiting.get(), decoding.get(), running.get());
  }
}
