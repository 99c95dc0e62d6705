package io.github.googlenet4j.serve.safety;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.googlenet4j.serve.InferenceServer;
import io.github.googlenet4j.serve.SampleModel;
import io.github.googlenet4j.serve.connection.MadeCertificate;
import io.github.googlenet4j.serve.proto.GRPCInferenceServiceGrpc;
import io.github.googlenet4j.serve.proto.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.github.googlenet4j.serve.proto.ServerLiveRequest;
import io.github.googlenet4j.serve.proto.ServerMetadataRequest;
import io.github.googlenet4j.serve.settings.Address;
import io.github.googlenet4j.serve.settings.Safety;
import io.github.googlenet4j.serve.settings.ServerOptions;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.MetadataUtils;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The token and TLS over gRPC. */
class GrpcSafetyTest {
  private static final String SECRET = "0123456789abcdef";

  @TempDir private Path folder = Path.of("");

  private InferenceServer start(Safety safety) throws Exception {
    Path model =
        SampleModel.write(folder.resolve("m.safetensors"), List.of("hat", "shoe"), Map.of());
    return InferenceServer.start(
        ServerOptions.of(Map.of("shoes", model)).withAddress(Address.free()).withSafety(safety));
  }

  private static ManagedChannel channel(InferenceServer server, ChannelCredentials credentials) {
    return Grpc.newChannelBuilderForAddress(
            "localhost", server.grpcPort().orElseThrow(), credentials)
        .build();
  }

  private static GRPCInferenceServiceBlockingStub with(ManagedChannel channel, String token) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), token);
    return GRPCInferenceServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  @Test
  void withoutTheTokenOnlyHealthAnswers() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), SECRET);
    try (InferenceServer server = start(Safety.DEFAULT.withTokenFile(file))) {
      ManagedChannel channel = channel(server, InsecureChannelCredentials.create());
      try {
        ServerMetadataRequest question = ServerMetadataRequest.getDefaultInstance();
        assertThatExceptionOfType(StatusRuntimeException.class)
            .isThrownBy(
                () -> GRPCInferenceServiceGrpc.newBlockingStub(channel).serverMetadata(question))
            .satisfies(
                e -> {
                  assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
                  assertThat(e.getStatus().getDescription())
                      .isEqualTo(
                          "authorization: expected this server's token, found none or another."
                              + " Send the metadata authorization: Bearer TOKEN.");
                });
        assertThatExceptionOfType(StatusRuntimeException.class)
            .isThrownBy(() -> with(channel, "Bearer " + SECRET + "0").serverMetadata(question));
        assertThat(with(channel, "Bearer " + SECRET).serverMetadata(question).getName())
            .isNotEmpty();
        assertThat(
                GRPCInferenceServiceGrpc.newBlockingStub(channel)
                    .serverLive(ServerLiveRequest.getDefaultInstance())
                    .getLive())
            .isTrue();
        assertThat(
                HealthGrpc.newBlockingStub(channel)
                    .check(HealthCheckRequest.getDefaultInstance())
                    .getStatus())
            .isEqualTo(ServingStatus.SERVING);
      } finally {
        channel.shutdownNow();
      }
    }
  }

  @Test
  void clientsThatTrustTheCertificateAreAnswered() throws Exception {
    MadeCertificate made = MadeCertificate.of(folder, "server", "RSA");
    try (InferenceServer server = start(Safety.DEFAULT.withTls(made.certificate(), made.key()))) {
      ManagedChannel trusting =
          channel(
              server,
              TlsChannelCredentials.newBuilder().trustManager(made.certificate().toFile()).build());
      ManagedChannel open = channel(server, InsecureChannelCredentials.create());
      try {
        ServerLiveRequest question = ServerLiveRequest.getDefaultInstance();
        assertThat(
                GRPCInferenceServiceGrpc.newBlockingStub(trusting).serverLive(question).getLive())
            .isTrue();
        assertThatExceptionOfType(StatusRuntimeException.class)
            .isThrownBy(() -> GRPCInferenceServiceGrpc.newBlockingStub(open).serverLive(question));
      } finally {
        trusting.shutdownNow();
        open.shutdownNow();
      }
    }
  }
}
