package io.github.googlenet4j.serve.page;

import io.github.googlenet4j.serve.http.Routes;
import io.github.googlenet4j.serve.model.ServedModel;
import io.github.googlenet4j.serve.model.ServedModels;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * The page at {@code /}, and the description of the interface for programs. The page loads its own
 * files and nothing else: a browser refuses whatever the policy does not name, such as a script in
 * a label.
 */
public final class PageRoutes implements Routes {
  /** What a browser may load and run for the page. */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'";

  private static final List<String> FILES =
      List.of(
          "camera.js",
          "card.js",
          "dom.js",
          "icon.svg",
          "map.js",
          "page.css",
          "page.js",
          "server.js",
          "snippets.js",
          "table.js");

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private final ServedModels models;

  /** A page that shows these models. */
  public PageRoutes(ServedModels models) {
    this.models = models;
  }

  @Override
  public void register(RoutesConfig routes) {
    byte[] page = read("index.html");
    routes.get("/", context -> send(context, "index.html", page));
    for (String name : FILES) {
      byte[] content = read(name);
      routes.get("/page/" + name, context -> send(context, name, content));
    }
    byte[] openApi = read("openapi.json");
    routes.get("/openapi.json", context -> json(context, openApi));
    routes.get(
        "/page/models",
        context ->
            json(context, ModelCard.names(models.all().stream().map(ServedModel::name).toList())));
    routes.get(
        "/page/models/{model}",
        context -> json(context, ModelCard.json(models.named(context.pathParam("model")).model())));
  }

  private static byte[] read(String name) {
    try (InputStream in = PageRoutes.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + ": expected it in the server's jar, found none.");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a damaged jar
    }
  }

  private static void send(Context context, String name, byte[] content) {
    context.header("Content-Security-Policy", POLICY);
    context.header("Permissions-Policy", "camera=(self), geolocation=(), microphone=()");
    context.header("Referrer-Policy", "no-referrer");
    context.header("Cross-Origin-Opener-Policy", "same-origin");
    context.header("Cross-Origin-Resource-Policy", "same-origin");
    context.header("X-Content-Type-Options", "nosniff");
    context.header("Cache-Control", "no-cache");
    context.contentType(
        TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/plain"));
    context.result(content);
  }

  private static void json(Context context, byte[] content) {
    context.header("X-Content-Type-Options", "nosniff");
    context.header("Cache-Control", "no-store");
    context.contentType("application/json");
    context.result(content);
  }
}
