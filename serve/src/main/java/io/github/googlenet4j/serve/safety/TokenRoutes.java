package io.github.googlenet4j.serve.safety;

import io.github.googlenet4j.serve.http.Routes;
import io.github.googlenet4j.serve.outcome.Outcome;
import io.github.googlenet4j.serve.outcome.Refusal;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.regex.Pattern;

/**
 * Asks for the token before any other route answers. Open are health, which a supervisor asks
 * without a secret, and the files of the page and of the interface's description, which hold none.
 */
public final class TokenRoutes implements Routes {
  private static final Pattern OPEN =
      Pattern.compile(
          "/|/page/[a-z]+\\.(js|css|svg)|/openapi\\.json"
              + "|/ping|/health/(live|ready)|/v2/health/(live|ready)");

  private final Token token;

  /** Routes that this token opens. */
  public TokenRoutes(Token token) {
    this.token = token;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.before(this::check);
  }

  private void check(Context context) {
    if (!OPEN.matcher(context.path()).matches()
        && !token.accepts(context.header("Authorization"))) {
      context.header("WWW-Authenticate", "Bearer");
      throw new Refusal(
          Outcome.UNAUTHENTICATED,
          "authorization: expected this server's token, found none or another."
              + " Send the header Authorization: Bearer TOKEN.");
    }
  }
}
