package io.github.googlenet4j.serve.http;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.github.googlenet4j.serve.outcome.Outcome;
import io.github.googlenet4j.serve.outcome.Refusal;
import io.github.googlenet4j.serve.outcome.ServerListener;
import io.github.googlenet4j.serve.outcome.Tracked;
import io.github.googlenet4j.serve.settings.Address;
import io.github.googlenet4j.serve.settings.ServerLimits;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Listens for HTTP. Every request, of whatever route, passes through here: this is where it is
 * tracked, where a {@link Refusal} becomes an answer, and where listeners are told.
 */
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(HttpServer.class.getName());

  /** The attribute of a request that holds its {@link Tracked}. */
  private static final String TRACKED = Tracked.class.getName();

  private final Javalin javalin;
  private final List<ServerListener> listeners;

  private HttpServer(
      List<ServerListener> listeners, Address address, List<Routes> routes, ServerLimits limits) {
    this.listeners = List.copyOf(listeners);
    this.javalin =
        Javalin.create(
            config -> {
              configure(config, address, limits);
              routes.forEach(group -> group.register(config.routes));
            });
  }

  /**
   * Starts to listen.
   *
   * @param routes all that it has
   * @param listeners told of every request
   */
  public static HttpServer start(
      Address address, ServerLimits limits, List<Routes> routes, List<ServerListener> listeners) {
    HttpServer server = new HttpServer(listeners, address, routes, limits);
    server.javalin.start(address.host(), address.port());
    return server;
  }

  /** The port that it listens on. */
  public int port() {
    return javalin.port();
  }

  /** What is known of the request so far. */
  static Tracked tracked(Context context) {
    Tracked tracked = context.attribute(TRACKED);
    if (tracked == null) {
      tracked = new Tracked(System.nanoTime());
      context.attribute(TRACKED, tracked);
    }
    return tracked;
  }

  private void configure(JavalinConfig config, Address address, ServerLimits limits) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    config.http.maxRequestSize = limits.bytes();
    config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
    config.routes.before(HttpServer::tracked);
    config.routes.exception(Refusal.class, (refusal, context) -> refuse(context, refusal));
    config.routes.exception(HttpResponseException.class, (e, context) -> refuse(context, of(e)));
    config.routes.exception(Exception.class, (e, context) -> refuse(context, fault(e)));
    config.requestLogger.http((context, milliseconds) -> ended(context));
  }

  private static Refusal of(HttpResponseException e) {
    Outcome outcome =
        switch (e.getStatus()) {
          case 404 -> Outcome.NOT_FOUND;
          case 405 -> Outcome.NO_SUCH_METHOD;
          case 413 -> Outcome.TOO_LARGE;
          default -> Outcome.BAD_REQUEST;
        };
    return new Refusal(outcome, String.valueOf(e.getMessage()));
  }

  private static Refusal fault(Exception e) {
    LOG.log(Level.WARNING, "a request failed", e);
    return new Refusal(Outcome.FAILED, "server: expected to answer, found a fault of its own.");
  }

  private static void refuse(Context context, Refusal refusal) {
    tracked(context).outcome(refusal.outcome());
    context.status(refusal.outcome().status());
    if (!refusal.retryAfter().isZero()) {
      context.header("Retry-After", Long.toString(Math.max(1, refusal.retryAfter().toSeconds())));
    }
    context.contentType("application/json");
    String line = new String(JsonStringEncoder.getInstance().quoteAsString(refusal.line()));
    context.result(("{\"error\":\"" + line + "\"}").getBytes(StandardCharsets.UTF_8));
  }

  private void ended(Context context) {
    Tracked tracked = tracked(context);
    long sent =
        Math.max(
            0,
            context.res().getHeader("Content-Length") == null
                ? 0
                : Long.parseLong(context.res().getHeader("Content-Length")));
    var outcome =
        tracked.overHttp(
            context.method().name(),
            context.endpoint().path,
            context.ip(),
            context.statusCode(),
            new Tracked.Body(Math.max(0, context.req().getContentLengthLong()), sent),
            Optional.ofNullable(context.header("traceparent")));
    listeners.forEach(listener -> listener.ended(outcome));
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
