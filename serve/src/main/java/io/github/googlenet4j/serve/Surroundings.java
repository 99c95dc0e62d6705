package io.github.googlenet4j.serve;

import io.github.googlenet4j.serve.connection.Connections;
import io.github.googlenet4j.serve.connection.PemPair;
import io.github.googlenet4j.serve.http.Routes;
import io.github.googlenet4j.serve.log.AccessLog;
import io.github.googlenet4j.serve.log.TraceInterceptor;
import io.github.googlenet4j.serve.log.TraceRoutes;
import io.github.googlenet4j.serve.metrics.MetricsRoutes;
import io.github.googlenet4j.serve.metrics.ServerMetrics;
import io.github.googlenet4j.serve.model.ServedModel;
import io.github.googlenet4j.serve.model.ServedModels;
import io.github.googlenet4j.serve.outcome.ServerListener;
import io.github.googlenet4j.serve.page.PageRoutes;
import io.github.googlenet4j.serve.safety.Exposure;
import io.github.googlenet4j.serve.safety.Token;
import io.github.googlenet4j.serve.safety.TokenInterceptor;
import io.github.googlenet4j.serve.safety.TokenRoutes;
import io.github.googlenet4j.serve.settings.Safety;
import io.github.googlenet4j.serve.settings.ServerOptions;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.TlsServerCredentials;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/** What is around the answers: who may ask, the page, metrics and the access log. */
final class Surroundings implements AutoCloseable {
  private final ServerOptions options;
  private final Optional<Token> token;
  private final Optional<PemPair> tls;
  private final ServedModels models;
  private final ServerMetrics metrics;
  private final AccessLog log;

  private Surroundings(
      ServerOptions options,
      Optional<Token> token,
      Optional<PemPair> tls,
      ServedModels models,
      ServerMetrics metrics,
      AccessLog log) {
    this.options = options;
    this.token = token;
    this.tls = tls;
    this.models = models;
    this.metrics = metrics;
    this.log = log;
  }

  /**
   * Reads what the options name.
   *
   * @param waiting pictures that wait or run at this moment
   * @throws IOException if a file cannot be read or is not what it should be
   * @throws IllegalArgumentException if the server must not listen where it is asked to
   */
  static Surroundings of(ServerOptions options, ServedModels models, IntSupplier waiting)
      throws IOException {
    Exposure.check(options.address().host());
    Safety safety = options.safety();
    Optional<Token> token = Optional.empty();
    if (safety.tokenFile().isPresent()) {
      token = Optional.of(Token.read(safety.tokenFile().get()));
    }
    Optional<PemPair> tls = Optional.empty();
    if (safety.certificate().isPresent() && safety.key().isPresent()) {
      tls = Optional.of(PemPair.read(safety.certificate().get(), safety.key().get()));
    }
    ServerMetrics metrics =
        new ServerMetrics(
            waiting,
            () ->
                models.all().stream()
                    .collect(Collectors.toMap(ServedModel::name, ServedModel::version)));
    return new Surroundings(
        options, token, tls, models, metrics, new AccessLog(options.logging(), Clock.systemUTC()));
  }

  /** What comes before every other route; then the page and metrics. */
  List<Routes> routes() {
    List<Routes> routes = new ArrayList<>();
    routes.add(new TraceRoutes());
    token.ifPresent(value -> routes.add(new TokenRoutes(value)));
    routes.add(new PageRoutes(models));
    routes.add(new MetricsRoutes(metrics));
    return routes;
  }

  /** Those of HTTP. */
  Connections connections() {
    return new Connections(options.address(), tls, options.safety().connections());
  }

  /** For gRPC. */
  ServerCredentials credentials() throws IOException {
    return tls.isPresent()
        ? TlsServerCredentials.create(tls.get().certificate(), tls.get().key())
        : InsecureServerCredentials.create();
  }

  /** Who is told of requests. */
  List<ServerListener> listeners() {
    return List.of(metrics, log);
  }

  /** What checks calls over gRPC before they are answered. */
  List<ServerInterceptor> interceptors() {
    List<ServerInterceptor> interceptors = new ArrayList<>();
    interceptors.add(new TraceInterceptor());
    token.ifPresent(value -> interceptors.add(new TokenInterceptor(value)));
    return interceptors;
  }

  @Override
  public void close() {
    metrics.close();
    log.close();
  }
}
