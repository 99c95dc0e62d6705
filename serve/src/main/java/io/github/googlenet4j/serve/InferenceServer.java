package io.github.googlenet4j.serve;

import io.github.googlenet4j.image.PictureLimits;
import io.github.googlenet4j.image.PictureReader;
import io.github.googlenet4j.serve.grpc.GrpcServer;
import io.github.googlenet4j.serve.http.HealthRoutes;
import io.github.googlenet4j.serve.http.HttpServer;
import io.github.googlenet4j.serve.http.Routes;
import io.github.googlenet4j.serve.http.SimpleRoutes;
import io.github.googlenet4j.serve.http.V2Routes;
import io.github.googlenet4j.serve.load.Admission;
import io.github.googlenet4j.serve.model.ServedModel;
import io.github.googlenet4j.serve.model.ServedModels;
import io.github.googlenet4j.serve.outcome.ServerListener;
import io.github.googlenet4j.serve.settings.ServerLimits;
import io.github.googlenet4j.serve.settings.ServerOptions;
import io.github.googlenet4j.serve.v2.Inference;
import io.github.googlenet4j.serve.watch.ModelFiles;
import io.github.googlenet4j.serve.watch.ModelWatch;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

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
  private static final int THREADS = 64;
  private static final int IDLE_MILLIS = 60_000;

  private final ServedModels models;
  private final Surroundings surroundings;
  private final ServerLimits limits;
  private final Admission admission;
  private final HttpServer http;

  /** What is closed, the last one first. */
  private final Deque<Runnable> owned = new ArrayDeque<>();

  private final Optional<GrpcServer> grpc;
  private volatile boolean ready = true;

  private InferenceServer(ServerOptions options, ServedModels models) throws IOException {
    this.models = models;
    this.limits = options.limits();
    this.surroundings = Surroundings.of(options, models, this::waiting);
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4, IDLE_MILLIS);
    threads.setName("http");
    PictureReader reader =
        new PictureReader(
            PictureLimits.DEFAULT.withBytes(limits.bytes()).withPixels(limits.pixels()));
    // Everybody who is told of requests, and everything that a request may ask for.
    List<ServerListener> listeners = surroundings.listeners();
    this.admission = new Admission(limits.waiting(), reader, listeners);
    owned.push(surroundings::close);
    owned.push(admission::close);
    List<Routes> routes = new ArrayList<>(surroundings.routes());
    routes.add(new HealthRoutes(() -> ready));
    routes.add(new SimpleRoutes(models, admission, limits, threads));
    Inference inference = new Inference(admission, limits.waiting());
    routes.add(new V2Routes(models, inference, limits, () -> ready, threads));
    try {
      this.http = HttpServer.start(surroundings.connections(), limits, routes, listeners, threads);
      owned.push(http::close);
      this.grpc = grpc(options, inference, listeners);
      grpc.ifPresent(server -> owned.push(server::close));
    } catch (IOException | RuntimeException e) {
      closeOwned();
      throw e;
    }
    if (options.watch()) {
      ModelWatch watch =
          ModelWatch.start(ModelFiles.of(options), models, admission, options.engine());
      owned.push(watch::close);
    }
  }

  private Optional<GrpcServer> grpc(
      ServerOptions options, Inference inference, List<ServerListener> listeners)
      throws IOException {
    OptionalInt port = options.address().grpcPort();
    if (port.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        GrpcServer.start(
            new InetSocketAddress(options.address().host(), port.getAsInt()),
            surroundings.credentials(),
            models,
            inference,
            limits,
            () -> ready,
            listeners,
            surroundings.interceptors()));
  }

  private void closeOwned() {
    while (!owned.isEmpty()) {
      owned.pop().run();
    }
  }

  /**
   * Opens the models and starts to listen.
   *
   * @throws IOException if a model file cannot be read or is none
   * @throws IllegalStateException if no engine on the class path runs on this machine
   */
  public static InferenceServer start(ServerOptions options) throws IOException {
    Map<String, Path> files = ModelFiles.of(options).list();
    if (files.isEmpty()) {
      throw new IllegalArgumentException(
          "models: expected at least one, found none. Give a model or a folder of models.");
    }
    List<ServedModel> opened = new ArrayList<>();
    try {
      for (Map.Entry<String, Path> file : files.entrySet()) {
        opened.add(ServedModel.open(file.getKey(), "1", file.getValue(), options.engine()));
      }
      return new InferenceServer(options, new ServedModels(opened, opened.get(0).name()));
    } catch (IOException | RuntimeException | Error e) {
      opened.forEach(ServedModel::close);
      throw e;
    }
  }

  private int waiting() {
    return admission.waiting();
  }

  /** The port of HTTP. */
  public int port() {
    return http.port();
  }

  /** The port of gRPC; empty if it does not listen for it. */
  public OptionalInt grpcPort() {
    return grpc.map(server -> OptionalInt.of(server.port())).orElseGet(OptionalInt::empty);
  }

  /**
   * Stops: refuses new requests, answers those that were accepted, as far as the limits give time,
   * and releases ports, threads and memory.
   */
  @Override
  public void close() {
    ready = false;
    grpc.ifPresent(GrpcServer::notReady);
    admission.refuseNew();
    try {
      admission.awaitAnswers(limits.drain());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // what waits is refused
    }
    closeOwned();
    models.close();
  }
}
