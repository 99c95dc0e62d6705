package io.github.googlenet4j.serve.http;

import io.github.googlenet4j.serve.outcome.Outcome;
import io.github.googlenet4j.serve.outcome.Refusal;
import io.github.googlenet4j.serve.v2.ServerFacts;
import io.javalin.config.RoutesConfig;
import java.util.function.BooleanSupplier;

/** Whether the server lives, and whether it takes requests. */
public final class HealthRoutes implements Routes {
  private final BooleanSupplier ready;

  /**
   * @param ready false once the server stops
   */
  public HealthRoutes(BooleanSupplier ready) {
    this.ready = ready;
  }

  @Override
  public void register(RoutesConfig routes) {
    for (String path : new String[] {"/v2/health/live", "/health/live"}) {
      routes.get(path, context -> context.status(Outcome.ANSWERED.status()));
    }
    for (String path : new String[] {"/v2/health/ready", "/health/ready", "/ping"}) {
      routes.get(path, context -> requireReady());
    }
  }

  private void requireReady() {
    if (!ready.getAsBoolean()) {
      throw new Refusal(Outcome.UNAVAILABLE, ServerFacts.STOPPING);
    }
  }
}
