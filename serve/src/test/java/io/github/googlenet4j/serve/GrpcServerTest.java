package io.github.googlenet4j.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.github.googlenet4j.Classifier;
import io.github.googlenet4j.Prediction;
import io.github.googlenet4j.serve.proto.GRPCInferenceServiceGrpc;
import io.github.googlenet4j.serve.proto.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import io.github.googlenet4j.serve.proto.InferTensorContents;
import io.github.googlenet4j.serve.proto.ModelConfigRequest;
import io.github.googlenet4j.serve.proto.ModelInferRequest;
import io.github.googlenet4j.serve.proto.ModelInferRequest.InferInputTensor;
import io.github.googlenet4j.serve.proto.ModelInferResponse;
import io.github.googlenet4j.serve.proto.ModelMetadataRequest;
import io.github.googlenet4j.serve.proto.ModelReadyRequest;
import io.github.googlenet4j.serve.proto.ModelStatisticsRequest;
import io.github.googlenet4j.serve.proto.ModelStreamInferResponse;
import io.github.googlenet4j.serve.proto.RepositoryIndexRequest;
import io.github.googlenet4j.serve.proto.RepositoryModelLoadRequest;
import io.github.googlenet4j.serve.proto.ServerLiveRequest;
import io.github.googlenet4j.serve.proto.ServerMetadataRequest;
import io.github.googlenet4j.serve.proto.ServerReadyRequest;
import io.github.googlenet4j.serve.settings.ServerLimits;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrpcServerTest {
  private static final byte[] PICTURE = RunningServer.picture(40);
  private static final int BYTES = 200_000;

  private final RunningServer running;
  private final ManagedChannel channel;
  private final GRPCInferenceServiceBlockingStub client;

  GrpcServerTest(@TempDir Path folder) throws IOException {
    running =
        RunningServer.start(
            folder, options -> options.withLimits(ServerLimits.DEFAULT.withBytes(BYTES)));
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", running.server().grpcPort().orElseThrow())
            .usePlaintext()
            .build();
    client = GRPCInferenceServiceGrpc.newBlockingStub(channel);
  }

  @AfterEach
  void stop() throws InterruptedException {
    channel.shutdownNow();
    channel.awaitTermination(1, TimeUnit.MINUTES);
    running.close();
  }

  private static ModelInferRequest.Builder pictures(byte[]... files) {
    InferTensorContents.Builder contents = InferTensorContents.newBuilder();
    for (byte[] file : files) {
      contents.addBytesContents(ByteString.copyFrom(file));
    }
    return ModelInferRequest.newBuilder()
        .setModelName(RunningServer.MODEL)
        .setId("7")
        .addInputs(
            InferInputTensor.newBuilder()
                .setName("picture")
                .setDatatype("BYTES")
                .addShape(files.length)
                .setContents(contents));
  }

  @Test
  void allCallsThatTellSomethingAnswer() {
    assertThat(client.serverLive(ServerLiveRequest.getDefaultInstance()).getLive()).isTrue();
    assertThat(client.serverReady(ServerReadyRequest.getDefaultInstance()).getReady()).isTrue();
    assertThat(
            client.modelReady(ModelReadyRequest.newBuilder().setName("shoes").build()).getReady())
        .isTrue();
    assertThat(client.serverMetadata(ServerMetadataRequest.getDefaultInstance()).getName())
        .isEqualTo("googlenet4j");
    var metadata =
        client.modelMetadata(ModelMetadataRequest.newBuilder().setName("shoes_tensor").build());
    assertThat(metadata.getInputs(0).getShapeList()).containsExactly(-1L, 48L, 48L, 3L);
    var config = client.modelConfig(ModelConfigRequest.newBuilder().setName("shoes").build());
    assertThat(config.getConfig().getOutputCount()).isEqualTo(3);
    var index = client.repositoryIndex(RepositoryIndexRequest.getDefaultInstance());
    assertThat(index.getModelsCount()).isEqualTo(2);
    var health = HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
    assertThat(health.getStatus()).isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void picturesHaveTheClassifiersAnswersBitForBit() throws IOException {
    List<Prediction> expected;
    try (Classifier classifier = Classifier.open(running.file())) {
      expected = classifier.classify(PICTURE);
    }
    ByteBuffer raw = ByteBuffer.allocate(4 + PICTURE.length).order(ByteOrder.LITTLE_ENDIAN);
    raw.putInt(PICTURE.length).put(PICTURE).flip();
    ModelInferRequest.Builder withRaw = pictures(PICTURE);
    withRaw.getInputsBuilder(0).clearContents();
    withRaw.addRawInputContents(ByteString.copyFrom(raw));
    for (ModelInferRequest request : List.of(pictures(PICTURE).build(), withRaw.build())) {
      ModelInferResponse response = client.modelInfer(request);
      assertThat(response.getId()).isEqualTo("7");
      ByteBuffer indices = little(response.getRawOutputContents(1));
      ByteBuffer probabilities = little(response.getRawOutputContents(2));
      for (Prediction each : expected) {
        assertThat(indices.getLong()).isEqualTo(each.index());
        assertThat(probabilities.getFloat()).isEqualTo(each.probability());
      }
    }
    var statistics =
        client.modelStatistics(ModelStatisticsRequest.newBuilder().setName("shoes").build());
    assertThat(statistics.getModelStats(0).getInferenceCount()).isEqualTo(2);
  }

  private static ByteBuffer little(ByteString bytes) {
    return bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }

  private String refused(ModelInferRequest request) {
    StatusRuntimeException e =
        catchThrowableOfType(StatusRuntimeException.class, () -> client.modelInfer(request));
    return e.getStatus().getCode() + " " + e.getStatus().getDescription();
  }

  @Test
  void requestsThatCannotBeRightAreRefused() {
    assertThat(refused(pictures(PICTURE).setModelName("none").build()))
        .startsWith("NOT_FOUND model: expected one of shoes, found none.");
    assertThat(refused(pictures(new byte[] {1, 2}).build()))
        .startsWith("INVALID_ARGUMENT picture: expected a JPEG, PNG");
    assertThat(refused(pictures().build()))
        .startsWith("INVALID_ARGUMENT picture: expected 1 to 1024 pictures, found 0.");
    ModelInferRequest.Builder huge = pictures(PICTURE);
    huge.getInputsBuilder(0).clearShape().addShape(Long.MAX_VALUE);
    assertThat(refused(huge.build())).startsWith("INVALID_ARGUMENT picture: expected 1 to 1024");
    assertThat(refused(pictures(PICTURE).addRawInputContents(ByteString.EMPTY).build()))
        .startsWith("INVALID_ARGUMENT request: expected contents or raw_input_contents");
    assertThat(refused(pictures(new byte[BYTES]).build())).startsWith("RESOURCE_EXHAUSTED ");
    StatusRuntimeException load =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> client.repositoryModelLoad(RepositoryModelLoadRequest.getDefaultInstance()));
    assertThat(load.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  @Test
  void aDeadlineThatHasPassedIsNotWorkedFor() {
    StatusRuntimeException e =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                client
                    .withDeadlineAfter(1, TimeUnit.NANOSECONDS)
                    .modelInfer(pictures(PICTURE).build()));
    assertThat(e.getStatus().getCode())
        .isIn(Status.Code.DEADLINE_EXCEEDED, Status.Code.RESOURCE_EXHAUSTED);
    assertThat(client.modelInfer(pictures(PICTURE).build()).getOutputsCount()).isEqualTo(3);
  }

  @Test
  void aStreamIsAnsweredInItsOrder() throws InterruptedException {
    List<String> answers = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch over = new CountDownLatch(1);
    StreamObserver<ModelInferRequest> requests =
        GRPCInferenceServiceGrpc.newStub(channel)
            .modelStreamInfer(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ModelStreamInferResponse response) {
                    answers.add(
                        response.getErrorMessage().isEmpty()
                            ? response.getInferResponse().getId()
                            : "error");
                  }

                  @Override
                  public void onError(Throwable e) {
                    answers.add(e.toString());
                    over.countDown();
                  }

                  @Override
                  public void onCompleted() {
                    over.countDown();
                  }
                });
    for (int i = 0; i < 4; i++) {
      requests.onNext(pictures(RunningServer.picture(i)).setId("" + i).build());
    }
    requests.onNext(pictures(new byte[] {1}).build());
    requests.onNext(pictures(PICTURE).setId("last").build());
    requests.onCompleted();
    assertThat(over.await(1, TimeUnit.MINUTES)).isTrue();
    assertThat(answers).containsExactly("0", "1", "2", "3", "error", "last");
  }
}
