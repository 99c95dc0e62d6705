package io.github.googlenet4j.serve;

import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.serve.http.HealthRoutes;
import io.github.googlenet4j.serve.http.HttpServer;
import io.github.googlenet4j.serve.http.Routes;
import io.github.googlenet4j.serve.http.SimpleRoutes;
import io.github.googlenet4j.serve.model.ServedModel;
import io.github.googlenet4j.serve.model.ServedModels;
import io.github.googlenet4j.serve.outcome.ServerListener;
import io.github.googlenet4j.serve.settings.ServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Answers pictures over HTTP and gRPC.
 *
 * <pre>{@code
 * ServerOptions options = ServerOptions.of(Map.of("shoes", Path.of("model.safetensors")));
 * try (InferenceServer server = InferenceServer.start(options)) {
 *   System.out.println("http://127.0.0.1:" + server.port());
 *   Thread.currentThread().join();
 * }
 * }</pre>
 *
 * <p>It owns threads, ports and native memory until it is closed. There may be several in one
 * virtual machine. {@link #close()} refuses new requests, answers those that it has accepted, and
 * then releases everything.
 */
public final class InferenceServer implements AutoCloseable {
  private final ServedModels models;
  private final Surroundings surroundings;
  private final HttpServer http;
  private volatile boolean ready = true;

  private InferenceServer(ServerOptions options, ServedModels models) throws IOException {
    this.models = models;
    this.surroundings = Surroundings.of(options, models, () -> 0);
    // Everything that a request may ask for, and everybody who is told of requests.
    PictureLimits limits = new PictureLimits(options.limits().bytes(), options.limits().pixels());
    List<Routes> routes = new ArrayList<>(surroundings.routes());
    routes.addAll(List.of(new HealthRoutes(() -> ready), new SimpleRoutes(models, limits)));
    List<ServerListener> listeners = surroundings.listeners();
    this.http = HttpServer.start(options.address(), options.limits(), routes, listeners);
  }

  /**
   * Opens the models and starts to listen.
   *
   * @throws IOException if a model file cannot be read or is none
   * @throws IllegalStateException if no engine on the class path runs on this machine
   */
  public static InferenceServer start(ServerOptions options) throws IOException {
    List<ServedModel> opened = new ArrayList<>();
    for (Map.Entry<String, Path> model : options.models().entrySet()) {
      opened.add(ServedModel.open(model.getKey(), "1", model.getValue(), options.engine()));
    }
    return new InferenceServer(options, new ServedModels(opened, opened.get(0).name()));
  }

  /** The port of HTTP. */
  public int port() {
    return http.port();
  }

  @Override
  public void close() {
    ready = false;
    http.close();
    models.close();
    surroundings.close();
  }
}
