package io.github.googlenet4j.serve.grpc;

import io.github.googlenet4j.serve.model.ServedModels;
import io.github.googlenet4j.serve.outcome.ServerListener;
import io.github.googlenet4j.serve.settings.ServerLimits;
import io.github.googlenet4j.serve.v2.Inference;
import io.grpc.CompressorRegistry;
import io.grpc.DecompressorRegistry;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Listens for gRPC: the protocol's calls, health and reflection. */
public final class GrpcServer implements AutoCloseable {
  private static final String SERVICE = "inference.GRPCInferenceService";
  private static final int THREADS = 16;
  private static final int METADATA = 16 << 10;
  private static final int CALLS = 1024;

  /** Streams that a client may reset in a while before its connection is closed. */
  private static final int RESETS = 400;

  private static final int RESETS_SECONDS = 10;
  private static final long LAST_ANSWERS_SECONDS = 3;

  private final Server server;
  private final HealthStatusManager health = new HealthStatusManager();
  private final ExecutorService threads;

  private GrpcServer(
      InetSocketAddress address,
      ServerCredentials credentials,
      ServedModels models,
      Inference inference,
      ServerLimits limits,
      BooleanSupplier ready,
      List<ServerListener> listeners,
      List<ServerInterceptor> interceptors)
      throws IOException {
    this.threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "grpc");
              thread.setDaemon(true);
              return thread;
            });
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address, credentials)
            .executor(threads)
            .maxInboundMessageSize(limits.bytes())
            .maxInboundMetadataSize(METADATA)
            .maxConcurrentCallsPerConnection(CALLS)
            .maxRstFramesPerWindow(RESETS, RESETS_SECONDS)
            .permitKeepAliveTime(10, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .keepAliveTime(1, TimeUnit.MINUTES)
            .maxConnectionIdle(10, TimeUnit.MINUTES)
            .decompressorRegistry(
                DecompressorRegistry.getDefaultInstance().with(new Deflate(), true))
            .addService(new InferenceService(models, inference, limits.timeout(), ready, threads))
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance())
            .addService(oldReflection());
    CompressorRegistry compressors = CompressorRegistry.newEmptyInstance();
    compressors.register(new Deflate());
    compressors.register(new io.grpc.Codec.Gzip());
    builder.compressorRegistry(compressors);
    // The one that is added last comes first: every call is tracked, refused ones too.
    interceptors.forEach(builder::intercept);
    builder.intercept(new Tracking(listeners));
    this.server = builder.build();
    try {
      server.start();
    } catch (IOException e) {
      threads.shutdown();
      throw new IOException(
          "gRPC port %d of %s: expected a free one, found it in use or not allowed. Choose another gRPC port."
              .formatted(address.getPort(), address.getHostString()),
          e);
    }
    health.setStatus("", ServingStatus.SERVING);
    health.setStatus(SERVICE, ServingStatus.SERVING);
  }

  /** What older clients ask; its successor has the same content. */
  @SuppressWarnings("deprecation")
  private static io.grpc.BindableService oldReflection() {
    return io.grpc.protobuf.services.ProtoReflectionService.newInstance();
  }

  /**
   * Starts to listen.
   *
   * @param credentials with a certificate, or none
   * @param ready false once the server stops
   * @param listeners told of every call
   * @param interceptors asked before every call
   * @throws IOException if it cannot listen there
   */
  public static GrpcServer start(
      InetSocketAddress address,
      ServerCredentials credentials,
      ServedModels models,
      Inference inference,
      ServerLimits limits,
      BooleanSupplier ready,
      List<ServerListener> listeners,
      List<ServerInterceptor> interceptors)
      throws IOException {
    return new GrpcServer(
        address, credentials, models, inference, limits, ready, listeners, interceptors);
  }

  /** The port that it listens on. */
  public int port() {
    return server.getPort();
  }

  /** Says that it does not serve any more. */
  public void notReady() {
    health.enterTerminalState();
  }

  @Override
  public void close() {
    server.shutdown();
    try {
      if (!server.awaitTermination(LAST_ANSWERS_SECONDS, TimeUnit.SECONDS)) {
        server.shutdownNow();
        server.awaitTermination(LAST_ANSWERS_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
    threads.shutdown();
  }
}
