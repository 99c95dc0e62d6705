package io.github.googlenet4j.serve.log;

import io.github.googlenet4j.serve.http.Routes;
import io.javalin.config.RoutesConfig;
import java.util.Optional;

/** Passes the trace that a request belongs to on to its answer, over HTTP. */
public final class TraceRoutes implements Routes {
  @Override
  public void register(RoutesConfig routes) {
    routes.before(
        context ->
            TraceContext.valid(Optional.ofNullable(context.header(TraceContext.HEADER)))
                .ifPresent(trace -> context.header(TraceContext.HEADER, trace)));
  }
}
