package io.github.googlenet4j.serve.metrics;

import io.github.googlenet4j.serve.http.Routes;
import io.javalin.config.RoutesConfig;

/** What Prometheus asks for. */
public final class MetricsRoutes implements Routes {
  private final ServerMetrics metrics;

  /** A route that tells these. */
  public MetricsRoutes(ServerMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get(
        "/metrics",
        context -> {
          context.contentType(ServerMetrics.CONTENT_TYPE);
          context.result(metrics.scrape());
        });
  }
}
