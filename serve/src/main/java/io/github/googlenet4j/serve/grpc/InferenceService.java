package io.github.googlenet4j.serve.grpc;

import com.google.protobuf.Message;
import io.github.googlenet4j.serve.load.Answer;
import io.github.googlenet4j.serve.model.ServedModel;
import io.github.googlenet4j.serve.model.ServedModels;
import io.github.googlenet4j.serve.outcome.Outcome;
import io.github.googlenet4j.serve.outcome.Refusal;
import io.github.googlenet4j.serve.outcome.Tracked;
import io.github.googlenet4j.serve.proto.GRPCInferenceServiceGrpc;
import io.github.googlenet4j.serve.proto.ModelConfigRequest;
import io.github.googlenet4j.serve.proto.ModelConfigResponse;
import io.github.googlenet4j.serve.proto.ModelInferRequest;
import io.github.googlenet4j.serve.proto.ModelInferResponse;
import io.github.googlenet4j.serve.proto.ModelMetadataRequest;
import io.github.googlenet4j.serve.proto.ModelMetadataResponse;
import io.github.googlenet4j.serve.proto.ModelReadyRequest;
import io.github.googlenet4j.serve.proto.ModelReadyResponse;
import io.github.googlenet4j.serve.proto.ModelStatisticsRequest;
import io.github.googlenet4j.serve.proto.ModelStatisticsResponse;
import io.github.googlenet4j.serve.proto.ModelStreamInferResponse;
import io.github.googlenet4j.serve.proto.RepositoryIndexRequest;
import io.github.googlenet4j.serve.proto.RepositoryIndexResponse;
import io.github.googlenet4j.serve.proto.RepositoryModelLoadRequest;
import io.github.googlenet4j.serve.proto.RepositoryModelLoadResponse;
import io.github.googlenet4j.serve.proto.RepositoryModelUnloadRequest;
import io.github.googlenet4j.serve.proto.RepositoryModelUnloadResponse;
import io.github.googlenet4j.serve.proto.ServerLiveRequest;
import io.github.googlenet4j.serve.proto.ServerLiveResponse;
import io.github.googlenet4j.serve.proto.ServerMetadataRequest;
import io.github.googlenet4j.serve.proto.ServerMetadataResponse;
import io.github.googlenet4j.serve.proto.ServerReadyRequest;
import io.github.googlenet4j.serve.proto.ServerReadyResponse;
import io.github.googlenet4j.serve.v2.AskedModel;
import io.github.googlenet4j.serve.v2.InferRequest;
import io.github.googlenet4j.serve.v2.Inference;
import io.github.googlenet4j.serve.v2.ServerFacts;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The calls of the protocol. */
final class InferenceService extends GRPCInferenceServiceGrpc.GRPCInferenceServiceImplBase {
  private final ServedModels models;
  private final Inference inference;
  private final Duration timeout;
  private final BooleanSupplier ready;
  private final Executor threads;

  /**
   * @param ready false once the server stops
   * @param threads that write answers
   */
  InferenceService(
      ServedModels models,
      Inference inference,
      Duration timeout,
      BooleanSupplier ready,
      Executor threads) {
    this.models = models;
    this.inference = inference;
    this.timeout = timeout;
    this.ready = ready;
    this.threads = threads;
  }

  private static <M extends Message> void answer(StreamObserver<M> out, Supplier<M> message) {
    try {
      out.onNext(message.get());
      out.onCompleted();
    } catch (RuntimeException e) {
      out.onError(Statuses.of(Statuses.refusal(e)).asRuntimeException());
    }
  }

  @Override
  public void serverLive(ServerLiveRequest in, StreamObserver<ServerLiveResponse> out) {
    answer(out, () -> ServerLiveResponse.newBuilder().setLive(true).build());
  }

  @Override
  public void serverReady(ServerReadyRequest in, StreamObserver<ServerReadyResponse> out) {
    answer(out, () -> ServerReadyResponse.newBuilder().setReady(ready.getAsBoolean()).build());
  }

  @Override
  public void modelReady(ModelReadyRequest in, StreamObserver<ModelReadyResponse> out) {
    answer(
        out,
        () -> {
          AskedModel.of(models, in.getName(), in.getVersion()).close();
          return ModelReadyResponse.newBuilder().setReady(ready.getAsBoolean()).build();
        });
  }

  @Override
  public void serverMetadata(ServerMetadataRequest in, StreamObserver<ServerMetadataResponse> out) {
    answer(
        out,
        () ->
            ServerMetadataResponse.newBuilder()
                .setName(ServerFacts.NAME)
                .setVersion(ServerFacts.version())
                .addAllExtensions(ServerFacts.EXTENSIONS)
                .build());
  }

  @Override
  public void modelMetadata(ModelMetadataRequest in, StreamObserver<ModelMetadataResponse> out) {
    answer(
        out,
        () -> {
          try (AskedModel asked = AskedModel.of(models, in.getName(), in.getVersion())) {
            return Facts.metadata(asked.model(), asked.view());
          }
        });
  }

  @Override
  public void modelConfig(ModelConfigRequest in, StreamObserver<ModelConfigResponse> out) {
    answer(
        out,
        () -> {
          try (AskedModel asked = AskedModel.of(models, in.getName(), in.getVersion())) {
            return ModelConfigResponse.newBuilder()
                .setConfig(Facts.config(asked.model(), asked.view()))
                .build();
          }
        });
  }

  @Override
  public void modelStatistics(
      ModelStatisticsRequest in, StreamObserver<ModelStatisticsResponse> out) {
    answer(
        out,
        () -> {
          var message = ModelStatisticsResponse.newBuilder();
          if (in.getName().isEmpty()) {
            for (ServedModel model : models.all()) {
              message.addModelStats(Facts.statistics(model.name(), model));
            }
            return message.build();
          }
          try (AskedModel asked = AskedModel.of(models, in.getName(), in.getVersion())) {
            return message.addModelStats(Facts.statistics(in.getName(), asked.model())).build();
          }
        });
  }

  @Override
  public void repositoryIndex(
      RepositoryIndexRequest in, StreamObserver<RepositoryIndexResponse> out) {
    answer(out, () -> Facts.index(models.all()));
  }

  @Override
  public void repositoryModelLoad(
      RepositoryModelLoadRequest in, StreamObserver<RepositoryModelLoadResponse> out) {
    out.onError(Statuses.of(noLoading()).asRuntimeException());
  }

  @Override
  public void repositoryModelUnload(
      RepositoryModelUnloadRequest in, StreamObserver<RepositoryModelUnloadResponse> out) {
    out.onError(Statuses.of(noLoading()).asRuntimeException());
  }

  private static Refusal noLoading() {
    return new Refusal(Outcome.BAD_REQUEST, ServerFacts.NO_LOADING);
  }

  @Override
  public void modelInfer(ModelInferRequest in, StreamObserver<ModelInferResponse> out) {
    ServerCallStreamObserver<ModelInferResponse> call =
        (ServerCallStreamObserver<ModelInferResponse>) out;
    Runnable cancel =
        infer(
            in,
            (answer, refusal) -> {
              if (call.isCancelled()) {
                return;
              }
              if (answer == null) {
                call.onError(Statuses.of(refusal).asRuntimeException());
              } else {
                call.onNext(answer);
                call.onCompleted();
              }
            });
    call.setOnCancelHandler(cancel);
  }

  /** Answers one request after the other, so that answers have the order of the requests. */
  @Override
  public StreamObserver<ModelInferRequest> modelStreamInfer(
      StreamObserver<ModelStreamInferResponse> out) {
    return new InferStream((ServerCallStreamObserver<ModelStreamInferResponse>) out, this::infer);
  }

  /**
   * Asks the model.
   *
   * @param told of the answer, or of a refusal where the answer is null; perhaps before this
   *     returns
   * @return ends the work where nobody waits any more
   */
  private Runnable infer(
      ModelInferRequest in, BiConsumer<@Nullable ModelInferResponse, Refusal> told) {
    Tracked tracked = Tracking.TRACKED.get();
    AskedModel asked;
    try {
      asked = AskedModel.of(models, in.getModelName(), in.getModelVersion());
    } catch (Refusal e) {
      told.accept(null, e);
      return () -> {};
    }
    try {
      tracked.model(asked.model().name(), asked.model().version());
      InferRequest request = Messages.request(in);
      Inference.Pending pending = inference.ask(asked, request, deadline(), tracked);
      var unused =
          pending
              .all()
              .whenCompleteAsync(
                  (answers, failure) -> ended(asked, request, answers, failure, tracked, told),
                  threads);
      return pending::cancel;
    } catch (RuntimeException e) {
      asked.model().statistics().failed(tracked.times());
      asked.close();
      told.accept(null, Statuses.refusal(e));
      return () -> {};
    }
  }

  private void ended(
      AskedModel asked,
      InferRequest request,
      @Nullable List<Answer> answers,
      @Nullable Throwable failure,
      Tracked tracked,
      BiConsumer<@Nullable ModelInferResponse, Refusal> told) {
    ModelInferResponse response = null;
    Refusal refusal = new Refusal(Outcome.ANSWERED, "");
    try (asked) {
      if (answers != null) {
        response = Messages.response(inference.response(asked, request, answers));
        asked.model().statistics().answered(tracked.times());
      } else {
        asked.model().statistics().failed(tracked.times());
        refusal = Statuses.refusal(failure == null ? new IllegalStateException() : failure);
      }
    } catch (RuntimeException e) {
      refusal = Statuses.refusal(e);
    }
    told.accept(response, refusal);
  }

  private long deadline() {
    long now = System.nanoTime();
    Deadline own = Context.current().getDeadline();
    long most = timeout.toNanos();
    return now + (own == null ? most : Math.min(most, own.timeRemaining(TimeUnit.NANOSECONDS)));
  }
}
