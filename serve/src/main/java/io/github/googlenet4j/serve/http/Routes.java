package io.github.googlenet4j.serve.http;

import io.javalin.config.RoutesConfig;

/** Some routes. {@code InferenceServer} lists all that a server has. */
public interface Routes {
  /** Adds them. */
  void register(RoutesConfig routes);
}
