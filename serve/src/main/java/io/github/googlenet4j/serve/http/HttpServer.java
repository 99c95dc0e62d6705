package io.github.googlenet4j.serve.http;

import io.github.googlenet4j.serve.connection.Connections;
import io.github.googlenet4j.serve.outcome.Outcome;
import io.github.googlenet4j.serve.outcome.Refusal;
import io.github.googlenet4j.serve.outcome.ServerListener;
import io.github.googlenet4j.serve.outcome.Tracked;
import io.github.googlenet4j.serve.settings.ServerLimits;
import io.github.googlenet4j.text.PrintableText;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.router.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Listens for HTTP. Every request, of whatever route, passes through here: this is where it is
 * tracked, where a {@link Refusal} becomes an answer, and where listeners are told.
 */
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(HttpServer.class.getName());

  /** The attribute of a request that holds its {@link Tracked}. */
  private static final String TRACKED = Tracked.class.getName();

  /** The attribute of a request that holds the number of bytes of its answer. */
  private static final String SENT = "sent";

  private static final int HEADERS = 16 << 10;
  private static final long IDLE_MILLIS = 30_000;
  private static final long LAST_ANSWERS_MILLIS = 3_000;

  private final Javalin javalin;
  private final List<ServerListener> listeners;

  private HttpServer(
      Connections connections,
      ServerLimits limits,
      List<Routes> routes,
      List<ServerListener> listeners,
      QueuedThreadPool threads)
      throws IOException {
    this.listeners = List.copyOf(listeners);
    this.javalin =
        Javalin.create(
            config -> {
              config.jetty.threadPool = threads;
              configure(config, limits);
              connections.configure(config);
              routes.forEach(group -> group.register(config.routes));
            });
    try {
      javalin.start();
    } catch (RuntimeException e) {
      javalin.stop();
      throw new IOException(
          connections.place()
              + ": expected a free one, found it in use or not allowed. Choose another port.",
          e);
    }
  }

  /**
   * Starts to listen.
   *
   * @param connections over which it is reached
   * @param routes all that it has
   * @param listeners told of every request
   * @param threads its own, which end with it
   * @throws IOException if it cannot listen there
   */
  public static HttpServer start(
      Connections connections,
      ServerLimits limits,
      List<Routes> routes,
      List<ServerListener> listeners,
      QueuedThreadPool threads)
      throws IOException {
    return new HttpServer(connections, limits, routes, listeners, threads);
  }

  /** The port that it listens on. */
  public int port() {
    return javalin.port();
  }

  /** What is known of the request so far. */
  static Tracked tracked(Context context) {
    @Nullable Tracked tracked = context.attribute(TRACKED);
    if (tracked == null) {
      tracked = new Tracked(System.nanoTime());
      context.attribute(TRACKED, tracked);
    }
    return tracked;
  }

  private void configure(JavalinConfig config, ServerLimits limits) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    config.http.generateEtags = false;
    config.jetty.modifyHttpConfiguration(HttpServer::limit);
    config.jetty.modifyServer(
        server -> {
          server.setStopTimeout(LAST_ANSWERS_MILLIS);
          GracefulHandler graceful = new GracefulHandler(new BodyHandler(limits.bytes()));
          server.setHandler(graceful);
          server.setErrorHandler(HttpServer::unreadable);
        });
    config.routes.before(HttpServer::tracked);
    config.routes.after(HttpServer::measure);
    config.routes.exception(Exception.class, (e, context) -> refuse(context, e));
    config.routes.exception(HttpResponseException.class, (e, context) -> refuse(context, e));
    config.requestLogger.http((context, milliseconds) -> ended(context));
  }

  private static void limit(HttpConfiguration http) {
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADERS);
    http.setIdleTimeout(IDLE_MILLIS);
  }

  /** Answers what is no request, or none that came whole; Jetty has set the status. */
  private static boolean unreadable(
      org.eclipse.jetty.server.Request request, Response response, Callback callback) {
    int status = response.getStatus();
    String what = status >= 500 ? "server" : "request";
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    String line =
        "{\"error\":\"%s: expected a whole request of HTTP, found another (%s). Send it again.\"}"
            .formatted(what, HttpStatus.getMessage(status));
    Content.Sink.write(response, true, line, callback);
    return true;
  }

  /** Answers with what a failure means, and remembers it. */
  static void refuse(Context context, Throwable failure) {
    Refusal refusal = refusal(failure);
    tracked(context).outcome(refusal.outcome());
    context.status(refusal.outcome().status());
    if (!refusal.retryAfter().isZero()) {
      context.header("Retry-After", Long.toString(Math.max(1, refusal.retryAfter().toSeconds())));
    }
    if (failure instanceof HttpResponseException e && e.getStatus() == 405) {
      context.header("Allow", String.join(", ", e.getDetails().values()));
    }
    context.contentType("application/json");
    String line = PrintableText.message(refusal.line());
    context.result(
        Json.bytes(
            json -> {
              json.writeStartObject();
              json.writeStringField("error", line);
              json.writeEndObject();
            }));
  }

  private static Refusal refusal(Throwable failure) {
    if (failure instanceof CompletionException && failure.getCause() != null) {
      return refusal(failure.getCause());
    }
    if (failure instanceof Refusal refusal) {
      return refusal;
    }
    if (failure instanceof HttpResponseException e) {
      return new Refusal(outcome(e.getStatus()), e.getMessage() + ".");
    }
    LOG.log(Level.WARNING, "a request failed", failure);
    return new Refusal(Outcome.FAILED, "server: expected to answer, found a fault. Report it.");
  }

  private static Outcome outcome(int status) {
    return switch (status) {
      case 404 -> Outcome.NOT_FOUND;
      case 405 -> Outcome.NO_SUCH_METHOD;
      case 413 -> Outcome.TOO_LARGE;
      case 415 -> Outcome.UNSUPPORTED;
      default -> Outcome.BAD_REQUEST;
    };
  }

  private static void measure(Context context) throws IOException {
    @Nullable InputStream answer = context.resultInputStream();
    if (answer != null) {
      context.attribute(SENT, (long) answer.available()); // all of it: answers are in memory
    }
  }

  private void ended(Context context) {
    @Nullable Long sent = context.attribute(SENT);
    @Nullable Endpoint endpoint = context.endpoints().lastHttpEndpoint();
    var outcome =
        tracked(context)
            .overHttp(
                context.method().name(),
                endpoint == null ? "" : endpoint.path,
                context.ip(),
                context.statusCode(),
                new Tracked.Body(
                    Math.max(0, context.req().getContentLengthLong()), sent == null ? 0 : sent),
                Optional.ofNullable(context.header("traceparent")));
    listeners.forEach(listener -> listener.ended(outcome));
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
