package io.github.googlenet4j.serve.grpc;

import io.github.googlenet4j.serve.outcome.Refusal;
import io.github.googlenet4j.serve.proto.ModelInferRequest;
import io.github.googlenet4j.serve.proto.ModelInferResponse;
import io.github.googlenet4j.serve.proto.ModelStreamInferResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A stream of requests. The next one is taken when the one before is answered: answers have the
 * order of the requests, and a client that sends faster than it is answered has to wait.
 */
final class InferStream implements StreamObserver<ModelInferRequest> {
  private final ServerCallStreamObserver<ModelStreamInferResponse> out;
  private final BiFunction<
          ModelInferRequest, BiConsumer<@Nullable ModelInferResponse, Refusal>, Runnable>
      infer;
  private volatile Runnable cancel = () -> {};
  private boolean answering;
  private boolean complete;

  /**
   * @param infer asks, and gives what ends the work
   */
  InferStream(
      ServerCallStreamObserver<ModelStreamInferResponse> out,
      BiFunction<ModelInferRequest, BiConsumer<@Nullable ModelInferResponse, Refusal>, Runnable>
          infer) {
    this.out = out;
    this.infer = infer;
    out.disableAutoRequest();
    out.setOnCancelHandler(() -> cancel.run());
    out.request(1);
  }

  @Override
  public void onNext(ModelInferRequest request) {
    synchronized (this) {
      answering = true;
    }
    cancel = infer.apply(request, this::answered);
  }

  private void answered(@Nullable ModelInferResponse response, Refusal refusal) {
    ModelStreamInferResponse.Builder message = ModelStreamInferResponse.newBuilder();
    if (response == null) {
      message.setErrorMessage(String.valueOf(Statuses.of(refusal).getDescription()));
    } else {
      message.setInferResponse(response);
    }
    synchronized (this) {
      answering = false;
      if (out.isCancelled()) {
        return;
      }
      out.onNext(message.build());
      if (complete) {
        out.onCompleted();
      } else {
        out.request(1);
      }
    }
  }

  @Override
  public void onError(Throwable e) {
    cancel.run();
  }

  @Override
  public synchronized void onCompleted() {
    complete = true;
    if (!answering) {
      out.onCompleted();
    }
  }
}
